// Numbers on pages and the comments they stand for: each leads to the other. The list of comments says where they are.
import { Controller } from "@hotwired/stimulus";
import { drawn } from "../lib/pins.js";

export default class extends Controller {
  static targets = ["sheet", "comment", "blank"];
  static values = { version: Number };

  commentTargetConnected(link) {
    const sheet = this.sheet(link);
    if (!sheet || document.getElementById(`mark-${link.dataset.id}`) || !this.hasBlankTarget) return;
    sheet.append(drawn(this.blankTarget, link.dataset, link.closest("[data-url]").dataset.url));
  }

  // Its words were deleted: the post is still there, its place is not.
  commentTargetDisconnected({ dataset: { id } }) {
    const post = document.getElementById(`post-${id}`);
    if (post && !post.querySelector(".pin")) document.getElementById(`mark-${id}`)?.remove();
  }

  sheet({ dataset: { page, version } }) {
    return Number(version) === this.versionValue && this.sheetTargets.find((one) => one.dataset.page === page);
  }

  get viewer() {
    return this.application.getControllerForElementAndIdentifier(this.element, "viewer");
  }

  toComment(event) {
    event.stopPropagation(); // Turbo takes a link within a drawing for one of HTML
    const { id } = event.currentTarget.dataset;
    const post = document.getElementById(`post-${id}`);
    if (!post) return; // an earlier comment: its thread shows it
    event.preventDefault();
    this.dispatch("show", { detail: { name: "comments" } });
    this.choose(id);
    post.scrollIntoView({ block: "center" });
    post.querySelector(".pin")?.focus({ preventScroll: true });
  }

  toMark(event) {
    const mark = document.getElementById(`mark-${event.currentTarget.dataset.id}`);
    if (!mark) return; // another version
    event.preventDefault();
    this.dispatch("leave");
    this.choose(event.currentTarget.dataset.id);
    this.viewer.goTo(Number(event.currentTarget.dataset.page));
    mark.querySelector("rect").scrollIntoView({ block: "center", inline: "nearest" });
    mark.focus({ preventScroll: true });
  }

  choose(id) {
    this.element.querySelectorAll(".is-chosen").forEach((one) => one.classList.remove("is-chosen"));
    for (const kind of ["mark", "post"]) document.getElementById(`${kind}-${id}`)?.classList.add("is-chosen");
  }
}
