// The stacked chart of the load: three servers and the cap, drawn as SVG from the last points.
const servers = [["contract", "grid_contract_w"], ["battery", "battery_w"], ["premium", "grid_premium_w"]];
const space = { left: 72, right: 10, top: 8, bottom: 22 };

function tag(name, attributes, text) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (text !== undefined) node.textContent = text;
  return node;
}

/** A step for the axis: 1, 2 or 5 times a power of ten, about five of them. */
export function step(highest) {
  const raw = highest / 5, unit = 10 ** Math.floor(Math.log10(raw));
  return [1, 2, 5, 10].map(factor => factor * unit).find(size => size >= raw);
}

export class Chart {
  constructor(place, seconds = 600) {
    this.place = place;
    this.seconds = seconds;
    this.points = [];
    new ResizeObserver(() => this.draw()).observe(place);
  }

  add(point) {
    const last = this.points.at(-1);
    if (last && last.at >= point.at) return;
    this.points.push(point);
    const oldest = point.at - this.seconds * 1000;
    while (this.points.length && this.points[0].at < oldest) this.points.shift();
    this.draw();
  }

  draw() {
    const { width, height } = this.place.getBoundingClientRect();
    if (!width || !this.points.length || !this.cap) return;
    const loads = this.points.map(point => servers.reduce((sum, [, key]) => sum + point.servers[key], 0));
    const highest = Math.max(this.cap * 1.1, ...loads) * 1.05;
    const now = this.points.at(-1).at, shown = this.shown(now), from = now - shown * 1000;
    const x = at => space.left + (at - from) / (now - from) * (width - space.left - space.right);
    const y = watts => height - space.bottom - watts / highest * (height - space.top - space.bottom);
    const svg = tag("svg", { viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
    this.drawAxes(svg, { x, y, highest, now, shown, width, height });
    const below = this.points.map(() => 0);
    for (const [name, key] of servers) {
      const tops = this.points.map((point, index) => below[index] + point.servers[key]);
      svg.append(tag("path", { class: name, d: this.area(below, tops, x, y) }));
      tops.forEach((top, index) => { below[index] = top; });
    }
    svg.append(tag("path", { class: "cap", d: `M${space.left},${y(this.cap)}H${width - space.right}` }));
    this.place.replaceChildren(svg);
  }

  /** Power holds until the next point: steps, not slopes. */
  area(bottoms, tops, x, y) {
    const at = this.points.map(point => x(point.at));
    const line = values => values.map((value, index) =>
      (index ? `H${at[index].toFixed(1)}` : "") + `V${y(value).toFixed(1)}`).join("");
    const back = [...bottoms.keys()].reverse().map(index =>
      `V${y(bottoms[Math.max(index - 1, 0)]).toFixed(1)}` + (index ? `H${at[index - 1].toFixed(1)}` : "")).join("");
    return `M${at[0].toFixed(1)},${y(bottoms[0]).toFixed(1)}${line(tops)}V${y(bottoms.at(-1)).toFixed(1)}${back}Z`;
  }

  /** How many seconds fit what there is: a controller that has just started fills the chart with what it knows. */
  shown(now) {
    const known = (now - this.points[0].at) / 1000;
    return [60, 120, 300].find(span => span >= known && span <= this.seconds) ?? this.seconds;
  }

  drawAxes(svg, { x, y, highest, now, shown, width, height }) {
    const size = step(highest);
    for (let watts = 0; watts <= highest; watts += size) {
      svg.append(tag("path", { class: "grid", d: `M${space.left},${y(watts)}H${width - space.right}` }));
      svg.append(tag("text", { x: space.left - 6, y: y(watts) + 4, "text-anchor": "end" }, this.power(watts)));
    }
    const parts = width < 500 ? 2 : shown > 120 ? 5 : 4;
    for (let part = 0; part <= parts; part += 1) {
      const back = part * shown / parts;
      const label = !part ? "now" : shown > 120 ? `−${back / 60} min` : `−${back} s`;
      const anchor = part ? (part === parts ? "start" : "middle") : "end";
      svg.append(tag("text", { x: x(now - back * 1000), y: height - 6, "text-anchor": anchor }, label));
    }
  }

  power(watts) { return `${(watts / 1000).toLocaleString("en", { maximumFractionDigits: 1 })} kW`; }
}
