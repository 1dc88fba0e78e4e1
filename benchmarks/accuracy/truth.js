// What Chromium itself says of every case on the page: box, text, computed colours and sizes, lines.
// Boxes are CSS px from the top left of the document.
return Array.from(document.querySelectorAll("[data-case]"), (element) => {
  const style = getComputedStyle(element);
  const range = document.createRange();
  range.selectNodeContents(element);
  const box = element.getBoundingClientRect();
  const tops = Array.from(range.getClientRects(), (line) => Math.round(line.bottom)).sort((a, b) => a - b);
  const lines = tops.filter((top, at) => at === 0 || top - tops[at - 1] > 4).length;
  return {
    id: element.id,
    text: element.innerText,
    box: [box.left, box.top + scrollY, box.right, box.bottom + scrollY],
    size: parseFloat(style.fontSize),
    pitch: parseFloat(style.lineHeight),
    color: style.color,
    fill: style.fill,
    border: style.borderTopColor,
    lines,
  };
});
