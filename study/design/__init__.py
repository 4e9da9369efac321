"""What a study says to its raters, in English and Japanese.

Words are data with both languages side by side, not gettext catalogues: compiling those needs the system package
gettext, and a study's texts belong to the study (versioned and hashed with the consent), not to the software.
"""
