// The audit view: blocks and their transactions, a search, and a transaction with its decision and its proof.
import { billForm } from "./bill.js";
import { $, get, kw, limits, moment as time, node, proofButton, save, transactionLink } from "./elements.js";

const calls = {
  openPeriod: "opens the period", closePeriod: "closes the period", request: "asks for power", release: "gives back",
  expire: "a lease ends", deplete: "the battery is empty", switchMode: "the rule changes",
};
let next = null;
let query = null;

/** What a transaction decided, in words. */
function words(one) {
  if (!one.allocations.length) return "nothing changes";
  const parts = one.allocations.slice(0, 3).map(each => {
    const servers = [["grid-contract", each.servers.grid_contract_w], ["battery", each.servers.battery_w],
      ["grid-premium", each.servers.grid_premium_w]].filter(server => server[1]);
    if (!servers.length) return `${each.building} draws nothing`;
    return `${each.building} draws ${servers.map(([name, watts]) => `${kw(watts)} from ${name}`).join(", ")}`;
  });
  const more = one.allocations.length > 3 ? ` and ${one.allocations.length - 3} more` : "";
  return `${parts.join("; ")}${more}`;
}

function code(one) {
  return node("span", { class: one.code === 0 ? "code-VALID" : "code-bad", text: one.code_name, title: `code ${one.code}` });
}

function row(one) {
  return node("tr", {},
    node("td", {}, node("code", { text: `${one.block}.${one.index}` })),
    node("td", { class: "when", text: time(one.ts) }),
    node("td", { text: calls[one.function] ?? one.function, title: one.function }),
    node("td", { text: one.building ?? "–" }),
    node("td", {}, code(one)),
    node("td", { class: "words wide", text: words(one) }),
    node("td", {}, transactionLink(one.id, `${one.id.slice(0, 12)}…`)));
}

async function showPage(before) {
  const asked = new URLSearchParams(query ?? {});
  asked.set("limit", query ? 25 : 15);
  if (before !== undefined && before !== null) asked.set("before", before);
  const answer = await get(`/api/v1/${query ? "transactions" : "blocks"}?${asked}`);
  const found = query ? answer.transactions : answer.blocks.flatMap(block => [...block.transactions].reverse());
  next = answer.next_before ?? null;
  $("h-blocks").textContent = query ? "What was found" : "Blocks";
  $("older").disabled = next === null;
  const nothing = next === null ? "nothing" : "nothing among the blocks read so far; go on with Older";
  $("ledger").tBodies[0].replaceChildren(...(found.length ? found.map(row)
    : [node("tr", {}, node("td", { colspan: 7, class: "empty", text: nothing }))]));
}

async function showTransaction(id) {
  const panel = $("tx");
  panel.hidden = false;
  const list = panel.querySelector("dl");
  const pairs = [];
  try {
    const one = await get(`/api/v1/transactions/${id}`);
    pairs.push(["Identifier", node("code", { text: one.id })], ["Place", `block ${one.block}, number ${one.index} there; ${one.number} of the ledger`],
      ["Proposed", time(one.ts)], ["Call", `${calls[one.function] ?? one.function}${one.building ? `, by ${one.building}` : ""}`],
      ["Code", code(one)]);
    if (one.mode) pairs.push(["Rule in force", one.mode]);
    for (const each of one.allocations) {
      pairs.push([each.building, node("span", {}, `${words({ allocations: [each] })} `, ...(each.limited_by.length ? limits(each.limited_by) : []))]);
    }
    const [button, said] = proofButton(id);
    const download = node("button", { text: "Download the proof" });
    download.onclick = () => get(`/api/v1/transactions/${id}/proof`, "blob")
      .then(file => save(file, `${id.slice(0, 16)}.tlog-proof`)).catch(error => { said.textContent = error.message; });
    $("tx-proof").replaceChildren(button, " ", download, said);
  } catch (error) {
    pairs.push(["Transaction", error.message]);
    $("tx-proof").replaceChildren();
  }
  list.replaceChildren(...pairs.flatMap(([name, value]) => [node("dt", { text: name }), node("dd", {}, value)]));
}

function utc(local) { return local ? new Date(local).toISOString() : ""; }

function guarded(action) {
  return event => {
    event?.preventDefault();
    action(event).catch(error => $("ledger").tBodies[0].replaceChildren(
      node("tr", {}, node("td", { colspan: 7, class: "empty", text: error.message }))));
  };
}

/** Shows the ledger's end, and the transaction that the address names. */
export async function showLedger(site) {
  $("search").onsubmit = guarded(async event => {
    const form = new FormData(event.target);
    const asked = { building: form.get("building").trim(), from: utc(form.get("from")), to: utc(form.get("to")) };
    query = Object.fromEntries(Object.entries(asked).filter(([, value]) => value));
    if (!Object.keys(query).length) query = null;
    await showPage();
  });
  $("find").onsubmit = guarded(async event => {
    const id = new FormData(event.target).get("id").trim();
    history.replaceState(null, "", `/audit?id=${id}${location.hash}`);
    await showTransaction(id);
  });
  $("older").onclick = guarded(() => showPage(next));
  $("newest").onclick = guarded(() => showPage());
  await showPage();
  await billForm(document.querySelector("#view-audit .bill"), { names: new Map(site.buildings.map(one => [one.id, one.name])) });
  const id = new URLSearchParams(location.search).get("id");
  if (id) await showTransaction(id);
}
