/* Greyed controls stay focusable, so that their reason can be read; they do nothing. */
document.addEventListener("click", (event) => {
  if (!event.target.closest("[aria-disabled=true]:not([role=option])")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);
