"""What templates do on every line, made cheap: importing macros, saying words, naming the form's token."""

from collections.abc import Callable
from typing import Any

from flask import Flask, g
from flask_wtf.csrf import generate_csrf
from jinja2 import Environment, Template, pass_context
from jinja2.environment import TemplateModule
from jinja2.runtime import Context

from portal.kernel.web.language import language

Words = Callable[..., Any]


class Quick(Template):
    """A template whose macros are made once a process.

    Jinja compares the globals of importer and imported at every import, hundreds of times a page. All templates here
    share those of the environment, so there is nothing to compare.
    """

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:  # noqa: ARG002 (Jinja's own)
        return super()._get_default_module()


def init_templates(app: Flask) -> None:
    """Put the quick ways in the place of the general ones; runs after languages and tokens are wired."""
    environment = app.jinja_env
    environment.template_class = Quick
    words: dict[str, Any] = environment.globals
    words["gettext"] = words["_"] = _remembering(words["gettext"])
    words["csrf_token"] = form_token
    words["unvaried"] = _unvaried(environment)


def form_token() -> str:
    """The token of forms; a page names it in each."""
    return g.get("csrf_token") or str(generate_csrf())


def _remembering(ask: Words) -> Words:
    """Jinja's own gettext, asked once for each text without values in it, by language."""
    known: dict[tuple[str, bool, str], Any] = {}

    @pass_context
    def say(context: Context, text: str, /, **values: Any) -> Any:
        if values:
            return ask(context, text, **values)
        key = (language(), bool(context.eval_ctx.autoescape), text)
        if key not in known:
            known[key] = ask(context, text)
        return known[key]

    return say


def _unvaried(environment: Environment) -> Callable[[str], TemplateModule]:
    """Includes a template that says the same to everybody, rendered once a language."""
    known: dict[tuple[str, str], TemplateModule] = {}

    def include(name: str) -> TemplateModule:
        key = (language(), name)
        if key not in known:
            known[key] = environment.get_template(name).make_module()
        return known[key]

    return include
