// The copy button of the last page; shown only where the browser can copy.
const button = document.querySelector("#copy");
if (button && navigator.clipboard) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const code = document.querySelector("#code");
    try {
      await navigator.clipboard.writeText(code.textContent.trim());
      document.querySelector("#copied").textContent = button.dataset.copied;
    } catch {
      getSelection().selectAllChildren(code); // copying was not allowed: the rater's own copy command takes it
    }
  });
}
