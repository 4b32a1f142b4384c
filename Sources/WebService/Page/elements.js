// What every view is made of: elements, units in words, the API with the page's token.
import { verify } from "./proof.js";

export const token = new URLSearchParams(location.hash.slice(1)).get("token");

export const $ = id => document.getElementById(id);
export const kw = (watts, digits = 1) =>
  `${(watts / 1000).toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits })} kW`;
export const kwh = value => `${Number(value).toLocaleString("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 })} kWh`;
export const percent = (part, whole) => whole > 0 ? `${Math.round(100 * part / whole)} %` : "–";
export const time = ts => new Date(ts).toLocaleTimeString("en-GB");
export const moment = ts => new Date(ts).toLocaleString("en-GB", { dateStyle: "short", timeStyle: "medium" });
const words = {
  "raf-share": "own band used up", "grid-contract-full": "grid-contract full", "battery-power": "battery power used up",
  "battery-empty": "battery empty", "battery-quota": "own battery energy used up",
  "adaptive-strict": "adaptive rule is strict", "reserved-band": "reserved band only",
};

export function node(name, options = {}, ...children) {
  const made = document.createElement(name);
  const { text, label, ...rest } = options;
  if (text !== undefined) made.textContent = text;
  if (label) made.setAttribute("aria-label", label);
  for (const [key, value] of Object.entries(rest)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

export async function get(path, kind = "json") {
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  const answer = await fetch(path, { headers, cache: "no-store" });
  if (!answer.ok) {
    const told = await answer.json().catch(() => ({}));
    throw Object.assign(new Error(told.error ?? answer.statusText), { status: answer.status });
  }
  return answer[kind]();
}

/** Hands a file to the browser's downloads: a link of its own could not send the token. */
export function save(file, name) {
  const link = node("a", { href: URL.createObjectURL(file), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** A bar of the three servers, as long as its part of the largest in its table. */
export function splitBar(servers, largest) {
  const parts = [["contract", servers.grid_contract_w, "grid-contract"], ["battery", servers.battery_w, "battery"],
    ["premium", servers.grid_premium_w, "grid-premium"]];
  const whole = parts.reduce((sum, part) => sum + part[1], 0);
  const said = whole ? parts.filter(part => part[1]).map(part => `${kw(part[1])} ${part[2]}`).join(", ") : "nothing";
  const bar = node("div", { class: "split", role: "img", label: said, title: said });
  for (const [name, watts] of parts) {
    if (!watts) continue;
    bar.append(node("span", { class: `fill ${name}` }));
    bar.lastChild.style.width = `${100 * watts / Math.max(whole, largest ?? 0)}%`;
  }
  return bar;
}

export function limits(names) {
  return names.length ? names.map(name => node("span", { class: "tag", text: words[name] ?? name })) : ["–"];
}

/** A transaction's place or identifier; what follows it is left out where there is little room. */
export function transactionLink(id, text, more = "") {
  const shown = node("code", { text, title: id });
  if (more) shown.append(node("span", { class: "wide", text: more }));
  return node("a", { href: `/audit?id=${id}${location.hash}` }, shown);
}

/** Fetches the proof that a transaction is in the ledger, and checks it here, in the browser. */
export function proofButton(id) {
  const said = node("span", { class: "proof", role: "status" });
  const button = node("button", { text: "Verify", label: `Verify the proof of transaction ${id.slice(0, 12)}` });
  button.addEventListener("click", async () => {
    said.textContent = "checking …";
    said.className = "proof";
    try {
      const { verifier_key: key } = await get("/api/v1/log");
      const found = await verify(await get(`/api/v1/transactions/${id}/proof`, "text"), key, id);
      said.classList.add("good");
      said.textContent = `in the ledger: place ${found.index} of ${found.size}, ${found.code === 0 ? "VALID" : `code ${found.code}`}`;
    } catch (error) {
      if (error.status !== 404) said.classList.add("bad");
      said.textContent = error.message;
    }
  });
  return [button, said];
}
