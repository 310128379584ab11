/* The one option of a list that the keyboard is at. Whom somebody went to by arrows since they typed is `kept` when the
   list is answered anew. */
export const highlight = (input, list) => {
  let went = null;
  const options = () => [...list.querySelectorAll("[role=option]")];
  const active = () => list.querySelector(".active");
  const kept = () => options().find((option) => option.id === went);
  const move = (option) => {
    active()?.classList.remove("active");
    option?.classList.add("active");
    option?.scrollIntoView({ block: "nearest" });
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
  };
  const step = (by) => {
    const all = options(), at = all.indexOf(active());
    const next = all.at(at < 0 && by < 0 ? by : (at + by) % all.length);
    went = next?.id;
    move(next);
  };
  return { options, active, kept, move, step, forget: () => { went = null; } };
};
