// Files by picker or drop: each gets its row at once, tells its progress, and can be stopped or sent again.
import { Controller } from "@hotwired/stimulus";
import { renderStreamMessage, visit } from "@hotwired/turbo";
import { freshKey } from "../lib/key.js";
import { STREAM } from "../lib/request.js";
import { sendFile } from "../lib/sending.js";
import { UploadRow } from "../lib/upload_row.js";

export default class extends Controller {
  static targets = ["input", "row"];
  static values = { list: String, url: String };

  pick() {
    this.take(this.inputTarget.files);
    this.inputTarget.value = "";
  }

  over(event) {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    this.element.classList.add("is-over");
  }

  out() {
    this.element.classList.remove("is-over");
  }

  drop(event) {
    this.out();
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    this.take(event.dataTransfer.files);
  }

  take(files) {
    for (const file of files) {
      const row = new UploadRow(this.rowTarget, file, (text) => this.say(text));
      document.getElementById(this.listValue).append(row.element);
      this.start(file, row, freshKey());
    }
  }

  async start(file, row, key) {
    const url = this.urlValue || this.element.action;
    const call = sendFile({ url, body: this.parcel(file), key, onProgress: (share) => row.progress(share) });
    row.begin(call.stop);
    try {
      this.answered(await call.done, row);
    } catch (error) {
      if (error.message === "line") row.lost(() => this.start(file, row, key));
    }
  }

  answered(answer, row) {
    const stream = answer.type.startsWith(STREAM);
    if (answer.ok) row.remove();
    else row.refused(answer.status);
    if (stream) renderStreamMessage(answer.text);
    else if (answer.ok) visit(window.location.href, { action: "replace" });
  }

  // The fields that say where it goes, and this one file.
  parcel(file) {
    const body = new FormData();
    for (const field of this.element.querySelectorAll('input[type="hidden"], [name="audience"]:checked')) {
      if (field.name && field.name !== "files") body.append(field.name, field.value);
    }
    body.append("file", file);
    return body;
  }

  say(text) {
    this.dispatch("said", { target: document, prefix: "announce", detail: { text } });
  }
}
