/* Roles for the rows of long lists: some browsers drop the implied ones when rows are laid out as blocks. */
import { each } from "./page.js";

const roles = { THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };

each("table[data-bare]", (table) => {
  for (const part of table.querySelectorAll("thead, tbody, tr, td, th")) {
    part.role = roles[part.tagName] ?? (part.scope === "col" ? "columnheader" : "rowheader");
  }
});
