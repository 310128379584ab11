/* Lists of documents by keyboard: j k move, x pick, o open, e read. Never while somebody is typing. */
import { typing } from "./page.js";

const links = () => [...document.querySelectorAll("[data-documents] .rowlink")];
const row = () => document.activeElement?.closest?.("[data-documents] tbody tr");

const move = (step) => {
  const all = links();
  if (!all.length) return;
  const at = all.findIndex((link) => link.closest("tr") === row());
  const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1);
  all[next].focus();
  all[next].closest("tr").scrollIntoView({ block: "nearest" });
};

const pick = () => row()?.querySelector(".tick input")?.click();

const read = async () => {
  const here = row(), form = here?.closest("form"), dot = here?.querySelector(".unread");
  if (!form?.dataset.marks) return;
  const body = new URLSearchParams({ document: here.querySelector(".tick input").value, read: dot ? "1" : "0" });
  const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, "X-Quietly": "1" };
  const answer = await fetch(form.dataset.marks, { method: "POST", body, headers });
  if (!answer.ok) return;
  const link = here.querySelector(".rowlink");
  if (dot) dot.remove();
  else link.after(Object.assign(document.createElement("i"), { className: "unread", textContent: form.dataset.unread }));
};

const acts = { j: () => move(1), k: () => move(-1), x: pick, o: () => row()?.querySelector(".rowlink")?.click(), e: read };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
  if (!acts[event.key] || !document.querySelector("[data-documents]") || document.querySelector("dialog:modal, [popover]:popover-open")) return;
  event.preventDefault();
  acts[event.key]();
});
