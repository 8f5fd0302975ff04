// Turbo for pages, Stimulus for behaviour. A controller's name is its file's name.
import { Application } from "@hotwired/stimulus";
import "@hotwired/turbo";
import again from "./controllers/again_controller.js";
import announce from "./controllers/announce_controller.js";
import arrived from "./controllers/arrived_controller.js";
import chosen from "./controllers/chosen_controller.js";
import clock from "./controllers/clock_controller.js";
import code from "./controllers/code_controller.js";
import comment from "./controllers/comment_controller.js";
import composer from "./controllers/composer_controller.js";
import confirm from "./controllers/confirm_controller.js";
import copyLink from "./controllers/copy_link_controller.js";
import dialog from "./controllers/dialog_controller.js";
import draft from "./controllers/draft_controller.js";
import filters from "./controllers/filters_controller.js";
import finder from "./controllers/finder_controller.js";
import give from "./controllers/give_controller.js";
import live from "./controllers/live_controller.js";
import mention from "./controllers/mention_controller.js";
import marks from "./controllers/marks_controller.js";
import menu from "./controllers/menu_controller.js";
import outbox from "./controllers/outbox_controller.js";
import palette from "./controllers/palette_controller.js";
import panels from "./controllers/panels_controller.js";
import pick from "./controllers/pick_controller.js";
import place from "./controllers/place_controller.js";
import post from "./controllers/post_controller.js";
import presence from "./controllers/presence_controller.js";
import press from "./controllers/press_controller.js";
import preview from "./controllers/preview_controller.js";
import reaction from "./controllers/reaction_controller.js";
import readMarks from "./controllers/read_marks_controller.js";
import remember from "./controllers/remember_controller.js";
import remove from "./controllers/remove_controller.js";
import replybar from "./controllers/replybar_controller.js";
import seen from "./controllers/seen_controller.js";
import shortcuts from "./controllers/shortcuts_controller.js";
import theme from "./controllers/theme_controller.js";
import toast from "./controllers/toast_controller.js";
import typing from "./controllers/typing_controller.js";
import upload from "./controllers/upload_controller.js";
import uploads from "./controllers/uploads_controller.js";
import viewer from "./controllers/viewer_controller.js";
import widen from "./controllers/widen_controller.js";
import withdrawn from "./controllers/withdrawn_controller.js";
import zoom from "./controllers/zoom_controller.js";
import { watchCopies } from "./lib/team_words.js";

const application = Application.start();
Object.entries({
  again, announce, arrived, chosen, clock, code, comment, composer, confirm, "copy-link": copyLink, dialog, draft, filters, finder, give, live, marks, mention, menu,
  outbox, palette, panels, pick, place, post, presence, press, preview, reaction, "read-marks": readMarks, remember, remove, replybar, seen, shortcuts, theme, toast, typing, upload, uploads, viewer, widen, withdrawn, zoom,
}).forEach(([name, controller]) => application.register(name, controller));
watchCopies();
