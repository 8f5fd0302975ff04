// Moving through a list of options while the focus stays in a text field (combobox with listbox).
export class Options {
  constructor(field, list) {
    Object.assign(this, { field, list, at: -1 });
    list.addEventListener("pointermove", ({ target }) => this.point(target.closest('[role="option"]')));
  }

  all() {
    return [...this.list.querySelectorAll('[role="option"]:not([aria-disabled="true"])')];
  }

  chosen() {
    return this.all()[this.at] ?? null;
  }

  reset(at = 0) {
    this.all().forEach((option, index) => (option.id ||= `${this.list.id}-${index}`));
    this.go(this.all().length ? at : -1);
  }

  move(step) {
    const count = this.all().length;
    if (count) this.go((this.at + step + count) % count);
  }

  // The pointer is over an option: there is one choice, not two.
  point(option) {
    const at = this.all().indexOf(option);
    if (at >= 0 && at !== this.at) this.go(at);
  }

  go(at) {
    this.at = at;
    this.all().forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
    const option = this.chosen();
    if (option) this.field.setAttribute("aria-activedescendant", option.id);
    else this.field.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }
}
