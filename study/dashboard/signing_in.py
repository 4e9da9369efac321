"""Where researchers sign in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponseBase

from study.dashboard.language import in_page_language, language_links, page_language
from study.dashboard.wording import page_words


class SignIn(LoginView):
    """In the language of the researcher's pages."""

    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        language = page_language(self.request)
        spoken = {"language": language, "words": page_words(language), "languages": language_links(self.request)}
        return super().get_context_data(**kwargs) | spoken


@in_page_language
def sign_in(request: HttpRequest) -> HttpResponseBase:
    return SignIn.as_view()(request)
