/* Files are sent one by one with real progress; each can be stopped and taken up again. */
import { each } from "./page.js";

const size = (bytes) => new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: "megabyte", maximumFractionDigits: 1 }).format(bytes / 1e6);

each("form[data-upload]", (form) => {
  const zone = form.querySelector(".dropzone");
  const input = form.querySelector("input[type=file]");
  const list = form.querySelector(".uploads");
  const line = form.querySelector("template");

  const send = (file, row) => {
    const request = new XMLHttpRequest(), data = new FormData(form);
    const [bar, said, stop] = ["progress", "small", "button"].map((name) => row.querySelector(name));
    const fail = (words) => { said.className = "wrong"; said.textContent = words; stop.textContent = form.dataset.again; stop.onclick = () => { said.className = ""; send(file, row); }; };
    data.delete(input.name);
    data.append(input.name, file);
    stop.textContent = form.dataset.cancel;
    stop.onclick = () => { request.abort(); row.remove(); };
    request.upload.onprogress = ({ loaded, total }) => { bar.max = total; bar.value = loaded; said.textContent = `${size(loaded)} / ${size(total)}`; };
    request.onerror = () => fail(form.dataset.lost);
    request.onload = () => {
      if (request.status >= 400) { fail(request.responseText.slice(0, 200) || form.dataset.lost); return; }
      stop.remove();
      form.dispatchEvent(new CustomEvent("uploaded", { bubbles: true, detail: { answer: request.responseText, row } }));
    };
    request.open("POST", form.action);
    request.setRequestHeader("HX-Request", "true");
    request.send(data);
  };
  const take = (files) => {
    for (const file of files) {
      const row = line.content.cloneNode(true).firstElementChild;
      row.querySelector("span").textContent = file.name;
      row.querySelector("progress").setAttribute("aria-label", file.name);
      list.append(row);
      send(file, row);
    }
  };

  for (const name of ["dragenter", "dragover"]) zone.addEventListener(name, (event) => { event.preventDefault(); zone.classList.add("over"); });
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => { event.preventDefault(); take(event.dataTransfer.files); });
  input.addEventListener("change", () => { take(input.files); input.value = ""; });
});
