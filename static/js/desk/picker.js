// Answers the prose editor that opened this window. Its figure extension waits as CKEditor's file dialogue does.
const list = document.querySelector(".picker");

list?.addEventListener("click", (event) => {
  const choice = event.target.closest("button[data-path]");
  const tools = window.opener?.CKEDITOR?.tools;
  if (!choice || !tools) return;
  const { path, alt } = choice.dataset;
  tools.callFunction(Number(list.dataset.callback), path, { alternative_text: alt, caption: "" });
  window.close();
});
