/* On a narrow page the tab that one is on is brought into sight, its neighbours beside it. */
import { each } from "./page.js";

each(".tabs [aria-current]", (tab) => {
  const row = tab.closest(".tabs");
  const [inside, around] = [tab.getBoundingClientRect(), row.getBoundingClientRect()];
  row.scrollLeft += inside.left + inside.width / 2 - around.left - around.width / 2;
});
