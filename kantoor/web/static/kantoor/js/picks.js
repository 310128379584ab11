/* What is picked, as chips; each holds a ticked box, so that the form around posts it; without scripts one sees that. */
export const picksOf = (combo) => {
  const template = combo.querySelector("template");
  const typing = combo.querySelector(".typing");
  const find = (value) => combo.querySelector(`.pick[data-of="${CSS.escape(value)}"]`);
  const nameOf = (pick) => pick.querySelector("span").textContent;

  return {
    has: (value) => Boolean(find(value)),
    last: () => [...combo.querySelectorAll(".pick")].at(-1)?.dataset.of,
    remove: (value) => {
      const pick = find(value);
      pick.remove();
      return nameOf(pick);
    },
    add: ({ dataset }) => {
      const pick = template.content.cloneNode(true).firstElementChild;
      const button = pick.querySelector("button");
      pick.dataset.of = pick.querySelector("input").value = dataset.value;
      pick.classList.toggle("outside", "outside" in dataset);
      pick.querySelector("span").textContent = dataset.name;
      button.setAttribute("aria-label", button.getAttribute("aria-label").replace("{name}", dataset.name));
      typing.before(pick);
    },
  };
};
