import { equal, test } from "./runner.js";

const ROWS = [
  ["b", "9.5%", "not estimable, because there is one rater only"],
  ["c", "100.0%", "< .001"],
  ["a", "−3.1%", "1,300"],
];

/** A table of `ROWS` that can be sorted; `press(column)`, and the first column's order. */
async function setUp() {
  const heads = ["Rater", "Accuracy", "p"].map((head) => `<th scope="col">${head}</th>`).join("");
  const numbers = (texts) => texts.map((text) => `<td class="number">${text.replace("<", "&lt;")}</td>`).join("");
  const rows = ROWS.map(([name, ...rest]) => `<tr><th scope="row">${name}</th>${numbers(rest)}</tr>`).join("");
  document.body.innerHTML = `<table data-sortable="Sort by"><thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table>`;
  await import("/static/dashboard/sorting.js");
  const buttons = [...document.querySelectorAll("thead button")];
  const order = () => [...document.querySelectorAll("tbody th")].map((cell) => cell.textContent).join("");
  return { buttons, order, press: (column) => (buttons[column].click(), order()) };
}

test("a press on a head sorts from the largest number down, the next one up", async () => {
  const { press } = await setUp();
  equal([press(1), press(1), press(1)], ["cba", "abc", "cba"], "the order");
});

test("what has no number stands last in both directions", async () => {
  const { press } = await setUp();
  equal([press(2), press(2)], ["acb", "cab"], "the order");
});

test("names are sorted as words, and the head says which way", async () => {
  const { buttons, press } = await setUp();
  equal([press(0), press(0)], ["abc", "cba"], "the order");
  const said = buttons.map((button) => button.parentElement.getAttribute("aria-sort"));
  equal(said, ["descending", null, null], "aria-sort");
  equal(press(1), "cba", "another column");
  equal(buttons[0].parentElement.getAttribute("aria-sort"), null, "aria-sort of the column before");
});

test("heads are buttons with a name, and the text stays what it was", async () => {
  const { buttons, order } = await setUp();
  equal(buttons.map((button) => button.textContent), ["Rater", "Accuracy", "p"], "the heads");
  equal(buttons[1].title, "Sort by Accuracy", "the title");
  equal(order(), "bca", "the order before any press");
});
