"""Where researchers sign in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponseBase

from study.dashboard.language import in_page_language, language_context


class SignIn(LoginView):
    """In the language of the researcher's pages."""

    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | language_context(self.request)


@in_page_language
def sign_in(request: HttpRequest) -> HttpResponseBase:
    return SignIn.as_view()(request)
