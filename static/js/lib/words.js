// Words for people come from the page (layouts/_words.html), so that they are translated once.
export function words(key, values = {}) {
  const found = document.getElementById("words")?.content.querySelector(`[data-key="${key}"]`);
  const text = found ? found.textContent : key;
  return Object.entries(values).reduce((said, [name, value]) => said.replace(`{${name}}`, value), text);
}
