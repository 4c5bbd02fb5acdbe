// A picture for whoever has no file at hand: hills in a colour of chance.

export async function example() {
  const canvas = new OffscreenCanvas(960, 640);
  const drawing = canvas.getContext("2d");
  const hue = Math.floor(Math.random() * 360);
  const fill = (style) => {
    drawing.fillStyle = style;
    drawing.fill();
    drawing.beginPath();
  };
  drawing.rect(0, 0, 960, 640);
  fill(`hsl(${hue} 70% 68%)`);
  drawing.arc(200 + Math.random() * 560, 210, 60, 0, 7);
  fill("#fff6d8");
  for (const [y, light] of [[380, 46], [470, 34], [560, 22]]) {
    const shift = Math.random() * 9;
    drawing.moveTo(0, 640);
    for (let x = 0; x <= 960; x += 8) drawing.lineTo(x, y + 46 * Math.sin(x / 130 + shift) + 18 * Math.sin(x / 47 + shift));
    drawing.lineTo(960, 640);
    fill(`hsl(${hue + 20} 38% ${light}%)`);
  }
  return new File([await canvas.convertToBlob({ type: "image/png" })], `example ${hue}.png`, { type: "image/png" });
}
