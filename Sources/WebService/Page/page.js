// The page: reads the site once, then listens to the stream; what it shows is what the API says.
import { Chart } from "./chart.js";
import { showLedger } from "./audit.js";
import { billForm } from "./bill.js";
import { $, get, kw, kwh, limits, node, percent, proofButton, splitBar, time, token, transactionLink } from "./elements.js";

const reasons = {
  "cluster-load": { strict: "the load has exceeded the cap", "no-bounds": "the load fits under the cap" },
  "grid-contract-load": { strict: "grid-contract has been full", "no-bounds": "grid-contract has room" },
};
const view = location.pathname.startsWith("/b/") ? "member" : location.pathname === "/audit" ? "audit" : "cluster";
const me = view === "member" ? location.pathname.slice(3) : null;
const state = { site: null, buildings: new Map(), last: null, lastHeard: 0 };
let chart = null;

/** Says something once: what is said already is not said again to who listens. */
function tell(text) {
  if ($("notice").textContent === text) return;
  $("notice").textContent = text;
  $("notice").hidden = !text;
}

/** Says how the link stands. Its time changes every second: a screen reader is told of the changes that matter. */
function link(kind, text) {
  const pill = $("link");
  if (!pill.classList.contains(kind)) $("said").textContent = kind === "live" ? "live figures" : text;
  pill.className = `pill ${kind}`;
  pill.textContent = text;
}

function setWidth(element, part, whole) { element.style.width = `${whole > 0 ? Math.min(100, 100 * part / whole) : 0}%`; }

function showCluster(now) {
  const { site } = state;
  const contract = now.servers.grid_contract_w, premium = now.servers.grid_premium_w;
  $("contract-now").textContent = kw(contract);
  const fills = $("contract-meter").children;
  setWidth(fills[0], contract, site.cap_w);
  setWidth(fills[1], now.reserved_w, site.cap_w);
  $("contract-meter").setAttribute("aria-label", `${percent(contract, site.cap_w)} of the contract is used`);
  $("contract-sub").textContent = (`${contract <= site.cap_w ? "within the cap" : "OVER THE CAP"} of ${kw(site.cap_w, 0)}, `
    + `${kw(now.headroom_w)} free` + (now.reserved_w ? `, ${kw(now.reserved_w)} reserved` : "")).replaceAll(" kW", "\u00a0kW");
  $("battery-now").textContent = percent(now.battery.charge_kwh, now.battery.capacity_kwh);
  setWidth($("battery-meter").firstElementChild, now.battery.charge_kwh, now.battery.capacity_kwh);
  $("battery-meter").setAttribute("aria-label", `charge ${percent(now.battery.charge_kwh, now.battery.capacity_kwh)}`);
  $("battery-sub").textContent = now.battery.is_empty ? "empty for the rest of the period"
    : `${kwh(now.battery.charge_kwh)} left, ` + (now.servers.battery_w ? `giving ${kw(now.servers.battery_w)}` : "idle");
  const payers = [...state.buildings.values()].filter(one => one.servers.grid_premium_w > 0);
  $("premium-now").textContent = kw(premium);
  $("premium-now").parentElement.classList.toggle("over", premium > 0);
  $("premium-sub").textContent = payers.length
    ? `paid by ${payers.slice(0, 3).map(one => one.name).join(", ")}` + (payers.length > 3 ? ` and ${payers.length - 3} more` : "")
    : "nobody pays premium now";
  $("mode-now").textContent = now.mode;
  $("mode-sub").textContent = now.policy === "adaptive"
    ? `adaptive: ${reasons[site.signal][now.mode]}` : `policy ${now.policy}`;
  $("ledger-now").textContent = now.ledger.transactions.toLocaleString("en");
  $("ledger-sub").textContent = `transactions in ${now.ledger.height.toLocaleString("en")} blocks, last ${time(now.ledger.ts)}`;
  const count = state.buildings.size;
  $("heard").textContent = now.stale.length ? `${now.stale.length} of ${count} stale` : `all ${count} heard from, none stale`;
  $("heard").classList.toggle("warned", now.stale.length > 0);
  tell(now.stale.length ? `Stale, on their reserved band: ${now.stale.join(", ")}` : "");
  chart ??= new Chart($("chart"));
  chart.cap = site.cap_w;
  chart.add({ at: Date.parse(now.ts), servers: now.servers });
  $("chart").setAttribute("aria-label", `Load by server over the last ten minutes; now ${kw(now.load_w)} with a cap of ${kw(site.cap_w, 0)}`);
  showMembers();
}

function showMembers() {
  const largest = Math.max(...[...state.buildings.values()].map(one => one.demand_w));
  const rows = [...state.buildings.values()].map(one => node("tr", {},
    node("th", { scope: "row" }, node("a", { href: `/b/${one.id}${location.hash}`, text: one.name }), " ",
      ...(one.is_stale ? [node("span", { class: "tag stale", text: "stale" })] : [])),
    node("td", { class: "n", text: kw(one.demand_w) }),
    node("td", {}, splitBar(one.servers, largest)),
    node("td", { class: "n wide", text: percent(one.servers.grid_contract_w, one.band_w) }),
    node("td", { class: "wide" }, ...limits(one.limited_by)),
    node("td", { class: "n wide", text: kwh(one.grid_contract_kwh + one.battery_kwh + one.grid_premium_kwh) }),
    node("td", { class: "n wide", text: `${one.cost} ${state.site.currency}` }),
    node("td", { class: "n", text: one.auc ? Number(one.auc).toFixed(3) : "–" })));
  $("members").tBodies[0].replaceChildren(...rows);
}

function allocationRow(one, withBuilding, largest) {
  const place = `${one.tx.height}.${one.tx.index}`;
  const name = state.buildings.get(one.building)?.name ?? one.building;
  return node("tr", {},
    node("td", { text: time(one.ts) }),
    ...(withBuilding ? [node("td", { text: name })] : []),
    node("td", { class: "n", text: kw(one.allocated_w) }),
    node("td", {}, splitBar(one.servers, largest),
      ...(one.limited_by.length ? [node("div", { class: "narrow" }, ...limits(one.limited_by))] : [])),
    node("td", { class: "wide" }, ...limits(one.limited_by)),
    node("td", {}, transactionLink(one.tx.id, place, withBuilding ? "" : ` · ${one.tx.id.slice(0, 12)}…`)),
    ...(withBuilding ? [] : [node("td", {}, ...proofButton(one.tx.id))]));
}

async function showRecent() {
  const path = me ? `/api/v1/buildings/${me}/allocations?limit=25` : "/api/v1/allocations?limit=12";
  const { allocations } = await get(path);
  if (!allocations.length) return;
  const largest = Math.max(...allocations.map(one => one.allocated_w));
  const body = $(me ? "mine" : "recent").tBodies[0];
  const kept = new Map([...body.rows].map(row => [row.dataset.tx, row]));
  // A row that is there stays: what was verified in it, or has the focus, is not lost when the next one comes.
  body.replaceChildren(...allocations.map(one => {
    const old = kept.get(one.tx.id);
    if (old && me) return old;
    const row = allocationRow(one, !me, largest);
    row.dataset.tx = one.tx.id;
    return row;
  }));
}

function showMember() {
  const one = state.buildings.get(me);
  if (!one) return tell(`The site has no building '${me}'.`);
  $("member-name").textContent = one.name;
  $("my-draw").textContent = kw(one.demand_w);
  $("my-split").replaceWith(Object.assign(splitBar(one.servers), { id: "my-split" }));
  $("my-split-sub").textContent = $("my-split").getAttribute("aria-label");
  const all = [...state.buildings.values()];
  const energy = all.reduce((sum, other) => sum + other.grid_contract_kwh + other.battery_kwh + other.grid_premium_kwh, 0);
  const cost = all.reduce((sum, other) => sum + Number(other.auc ?? 0)
    * (other.grid_contract_kwh + other.battery_kwh + other.grid_premium_kwh), 0);
  $("my-auc").replaceChildren(...(one.auc
    ? [Number(one.auc).toFixed(3), node("small", { text: ` ${state.site.currency}/kWh` })] : ["–"]));
  $("my-auc-sub").textContent = energy ? `the cluster’s: ${(cost / energy).toFixed(3)} ${state.site.currency}/kWh` : "no energy yet";
  $("my-cost").textContent = `${one.cost} ${state.site.currency}`;
  $("my-energy").textContent = `${kwh(one.grid_contract_kwh)} grid-contract, ${kwh(one.battery_kwh)} battery, ${kwh(one.grid_premium_kwh)} premium`;
  $("my-band").textContent = kw(one.band_w);
  $("my-band-sub").textContent = one.is_stale ? "stale: the band is reserved until the building speaks again"
    : `${percent(one.servers.grid_contract_w, one.band_w)} used; what the building falls back to by itself`;
  tell("");
}

function take(now) {
  for (const one of now.buildings) state.buildings.set(one.id, one);
  const isNews = state.last?.ledger.transactions !== now.ledger.transactions;
  state.last = now;
  state.lastHeard = Date.now();
  link("live", `live · ${time(now.ts)}`);
  document.body.classList.remove("old");
  if (view === "cluster") showCluster(now); else if (view === "member") showMember(); else tell("");
  if (isNews && view !== "audit") showRecent().catch(() => {});
}

function listen() {
  const events = new EventSource(token ? `/api/v1/stream?token=${encodeURIComponent(token)}` : "/api/v1/stream");
  events.addEventListener("state", event => take(JSON.parse(event.data)));
  events.onerror = () => link("lost", "disconnected, trying again …");
  setInterval(() => {
    const silence = Math.round((Date.now() - state.lastHeard) / 1000);
    if (silence < 5) return;
    document.body.classList.add("old");
    const since = state.last ? `the figures are ${silence} s old` : "no figures yet";
    link("lost", `disconnected, ${since}`);
  }, 1000);
}

async function start() {
  for (const anchor of document.querySelectorAll("nav a")) {
    if (anchor.dataset.view === view) anchor.setAttribute("aria-current", "page");
    if (token) anchor.href += location.hash;
  }
  $(`view-${view}`).hidden = false;
  try {
    state.site = await get("/api/v1/site");
    $("site").textContent = state.site.site;
    document.title = `${me ? `${me} · ` : ""}${state.site.site} · Commonwatt`;
    if (view === "cluster") {
      chart = new Chart($("chart"));
      chart.cap = state.site.cap_w;
      const { points } = await get("/api/v1/history?seconds=600");
      for (const point of points) chart.points.push({ at: Date.parse(point.ts), servers: point.servers });
      chart.draw();
    }
    if (view === "audit") await showLedger(state.site);
    if (view === "member") billForm(document.querySelector("#view-member .bill"), { member: me }).catch(() => {});
    take(await get("/api/v1/state"));
    listen();
  } catch (error) {
    if (error.status === 401) {
      link("lost", "not allowed");
      return tell("This page asks for a token. Open it as …/#token=YOUR-TOKEN; the token stays in the browser.");
    }
    link("lost", "disconnected, trying again …");
    tell(`The controller does not answer: ${error.message}`);
    setTimeout(start, 2000);
  }
}

start();
