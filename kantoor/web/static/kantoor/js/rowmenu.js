/* One menu for all rows of a list: opened by a row's link, its links and forms get that row's id. */
const every = "00000000-0000-0000-0000-000000000000";
const rowOf = (button) => button.pathname.match(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g).at(-1);

const aim = (menu, row) => {
  for (const [name, elements] of [["href", menu.querySelectorAll("a")], ["action", menu.querySelectorAll("form")]]) {
    for (const element of elements) {
      element.dataset.pattern ??= element.getAttribute(name);
      element.setAttribute(name, element.dataset.pattern.replace(every, row));
    }
  }
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-menu]");
  if (!button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const menu = document.getElementById(button.dataset.menu);
  if (!menu?.showPopover) return;
  event.preventDefault();
  aim(menu, rowOf(button));
  for (const other of document.querySelectorAll("[data-menu][data-open]")) delete other.dataset.open;
  button.dataset.open = "";
  menu.showPopover({ source: button });
});

document.addEventListener("toggle", (event) => {
  if (!event.target.matches?.("[data-row-menu]") || event.newState !== "closed") return;
  const button = document.querySelector("[data-menu][data-open]");
  if (!button) return;
  delete button.dataset.open;
  if (document.activeElement === document.body || event.target.contains(document.activeElement)) button.focus();
}, true);
