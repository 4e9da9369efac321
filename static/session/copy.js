// The copy button of the completion page; shown only where the browser can copy.
const button = document.querySelector("#copy");
if (navigator.clipboard) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.querySelector("#code").textContent.trim());
    button.textContent = button.dataset.copied;
  });
}
