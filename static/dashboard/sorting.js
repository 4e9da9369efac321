// Tables marked data-sortable can be sorted by any column; without this module they stand in the order they came in.

/** What a cell says as a number (−13.9, 1,300, 20.8%), or null. */
const numberIn = (text) => {
  const plain = text.replace("−", "-").replaceAll(",", "").replace(/^[×<]\s*/, "");
  const found = /^[+-]?(\d+\.?\d*|\.\d+)/.exec(plain);
  return found ? Number(found[0]) : null;
};

const keyOf = (row, column) => {
  const text = row.cells[column].textContent.trim();
  return { text, number: row.cells[column].matches(".number") ? numberIn(text) : null };
};

/** Numbers before what has none, in both directions. */
const compare = (a, b, sign) => {
  if (a.number !== null && b.number !== null) return sign * (a.number - b.number);
  if (a.number !== null || b.number !== null) return a.number === null ? 1 : -1;
  return sign * a.text.localeCompare(b.text, document.documentElement.lang || undefined);
};

/** Numbers from the largest down first, words from their beginning; the next press turns it round. */
const sortBy = (table, head) => {
  const numbers = table.tBodies[0].rows[0]?.cells[head.cellIndex].matches(".number");
  const before = head.getAttribute("aria-sort");
  const descends = before ? before === "ascending" : numbers;
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", descends ? "descending" : "ascending");
  const rows = [...table.tBodies[0].rows].map((row) => ({ row, key: keyOf(row, head.cellIndex) }));
  rows.sort((a, b) => compare(a.key, b.key, descends ? -1 : 1));
  table.tBodies[0].append(...rows.map(({ row }) => row));
};

for (const table of document.querySelectorAll("table[data-sortable]")) {
  for (const head of table.tHead.rows[0].cells) {
    const button = document.createElement("button");
    button.type = "button";
    button.title = `${table.dataset.sortable} ${head.textContent.trim()}`;
    button.append(...head.childNodes);
    button.addEventListener("click", () => sortBy(table, head));
    head.append(button);
  }
}
