"""The words of the report in English and Japanese: heads of tables, captions, the method, and sentences to paste."""

from study.report.wording.names import coefficient_in, condition_in, flag_in, group_in, label_in, option_in
from study.report.wording.notices import comparability, n_in_words, notices, own_figures, warnings_in
from study.report.wording.prose import methods_in, sentences_in
from study.report.wording.reasons import not_estimable_in, reason_in
from study.report.wording.words import words_in

LANGUAGES = ("en", "ja")

__all__ = [
    "LANGUAGES",
    "coefficient_in",
    "comparability",
    "condition_in",
    "flag_in",
    "group_in",
    "label_in",
    "methods_in",
    "n_in_words",
    "not_estimable_in",
    "notices",
    "option_in",
    "own_figures",
    "reason_in",
    "sentences_in",
    "warnings_in",
    "words_in",
]
