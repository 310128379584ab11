/* Files that are dropped or chosen come in piece by piece, two at a time, with real progress; each can be stopped and taken up again. */
import { each } from "./page.js";
import { Refused, discard, upload } from "./tus.js";

const together = 2;
const language = document.documentElement.lang;
const size = (bytes) => new Intl.NumberFormat(language, { style: "unit", unit: "megabyte", maximumFractionDigits: 1 }).format(bytes / 1e6);
/* By this a file is known again after the page was left. */
const mark = (file) => `${file.size}-${file.lastModified}`;

each("form[data-upload]", (form) => {
  const zone = form.querySelector(".dropzone"), input = form.querySelector("input[type=file]");
  const list = document.querySelector("[data-uploads]"), line = form.querySelector("template"), said = form.querySelector("[data-said]");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value, words = form.dataset;
  const queue = [];
  let running = 0, all = 0, ready = 0;

  const known = (file) => [...list.querySelectorAll("[data-transfer]")].find(({ dataset }) => dataset.state === "coming" && dataset.mark === mark(file) && dataset.name === file.name);
  const next = () => {
    while (running < together && queue.length) {
      const work = queue.shift();
      running += 1;
      work().finally(() => { running -= 1; next(); });
    }
  };
  const result = async (url) => {
    const answer = await fetch(`${url}result/`, { headers: { "HX-Request": "true" }, redirect: "error" });
    if (!answer.ok) throw new Error();
    const made = document.createElement("template");
    made.innerHTML = await answer.text();
    return made.content.querySelector("li");
  };
  const settle = async (url) => {
    const row = await result(url);
    if (row.dataset.state !== "coming") return row;
    /* It has come whole, but the server ended before it was taken in. */
    await fetch(`${url}completion/`, { method: "POST", headers: { "X-CSRFToken": token }, redirect: "manual" });
    return result(url);
  };

  const bring = (file, row, url) => {
    const [bar, told, stop] = ["progress", "small", "button"].map((name) => row.querySelector(name));
    const control = new AbortController();
    const drop = () => discard(url, token).catch(() => {});
    const fail = (problem) => {
      told.className = "wrong";
      told.textContent = problem.message === "unsigned" ? words.unsigned : (problem instanceof Refused && problem.message.slice(0, 500)) || words.lost;
      stop.textContent = words.again;
      stop.onclick = () => { bring(file, row, url); };
    };
    const act = async () => {
      if (control.signal.aborted) return;
      try {
        await upload(file, {
          start: words.begin, url, token, signal: control.signal,
          facts: { box: form.querySelector("[name=box]:checked").value, mark: mark(file) },
          begun: (address) => { url = address; if (control.signal.aborted) drop(); },
          progress: (at) => { bar.max = file.size || 1; bar.value = at; told.textContent = at < file.size ? `${size(at)} / ${size(file.size)}` : words.looking; },
        });
        row.replaceWith(await settle(url));
        ready += 1;
        said.textContent = words.done.replace("{ready}", ready).replace("{all}", all);
      } catch (problem) {
        if (!control.signal.aborted) fail(problem);
      }
    };
    told.className = "";
    told.textContent = words.waiting;
    stop.textContent = words.cancel;
    stop.onclick = () => {
      control.abort();
      row.remove();
      all -= 1;
      if (url) drop();
    };
    queue.push(act);
    next();
  };
  const take = (files) => {
    for (const file of files) {
      const before = known(file);
      const row = line.content.querySelector("li").cloneNode(true);
      row.querySelector("span").textContent = file.name;
      row.querySelector("progress").setAttribute("aria-label", file.name);
      if (before) before.replaceWith(row);
      else list.prepend(row);
      all += 1;
      bring(file, row, before?.dataset.transfer);
    }
  };

  for (const name of ["dragenter", "dragover"]) zone.addEventListener(name, (event) => { event.preventDefault(); zone.classList.add("over"); });
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => { event.preventDefault(); take(event.dataTransfer.files); });
  input.addEventListener("change", () => { take(input.files); input.value = ""; });
  form.addEventListener("submit", (event) => event.preventDefault());
});
