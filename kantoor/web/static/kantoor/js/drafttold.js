/* What the server tells about a form that saved itself: version, amounts, errors beside their fields. */
const rowOf = (form, field) => {
  const [name, at] = field.split(":");
  const found = form.querySelectorAll(`[name="${CSS.escape(name)}"]`);
  return found[Number(at ?? 0)] ?? form.querySelector(`[data-place="${CSS.escape(name)}"]`);
};

const clear = (form, errors) => {
  for (const error of form.querySelectorAll(".field > .error, .cell > .error")) error.remove();
  for (const control of form.querySelectorAll("[aria-invalid]")) {
    control.removeAttribute("aria-invalid");
    control.setAttribute("aria-describedby", (control.getAttribute("aria-describedby") ?? "").replace(`${control.id}-error`, "").trim());
  }
  for (const [field, text] of Object.entries(errors)) blame(rowOf(form, field), text);
};

const blame = (control, text) => {
  if (!control) return;
  const said = document.createElement("p");
  said.className = "error";
  said.textContent = text;
  if (control.id) {
    said.id = `${control.id}-error`;
    control.setAttribute("aria-invalid", "true");
    control.setAttribute("aria-describedby", `${said.id} ${control.getAttribute("aria-describedby") ?? ""}`.trim());
  }
  (control.closest(".cell, .field") ?? control).append(said);
};

/* A part that somebody is typing in stays as it is. */
const put = (id, html) => {
  const part = document.getElementById(id);
  if (!part || part.contains(document.activeElement) || part.dataset.was === html) return;
  const open = part.querySelector("details")?.open;
  part.innerHTML = html;
  part.dataset.was = html;
  if (open) part.querySelector("details")?.setAttribute("open", "");
};

export const apply = (form, told) => {
  form.elements.version.value = told.version;
  for (const [id, html] of Object.entries(told.parts)) put(id, html);
  const nets = form.querySelectorAll("[data-lines] [data-net]");
  told.nets.forEach((net, at) => { if (nets[at]) nets[at].value = net; });
  clear(form, told.errors);
};
