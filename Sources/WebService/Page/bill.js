// A member's bill of a period with its proofs, as a file that `commonwatt ledger bill --check` reads.
import { get, moment, node, save } from "./elements.js";

function option(value, text) { return node("option", { value, text }); }

function span(period) { return `${moment(period.opened_at)} – ${period.closed_at ? moment(period.closed_at) : "still open"}`; }

/** Fills a form with the last periods, and with their members unless it is one member's own. */
export async function billForm(form, { member, names }) {
  const said = form.nextElementSibling;
  const { periods } = await get("/api/v1/periods?limit=50");
  const { period: chosen, member: whose } = form.elements;
  form.querySelector("button").disabled = !periods.length;
  if (!periods.length) said.textContent = "the ledger has no period yet";
  chosen.replaceChildren(...periods.map(one => option(one.opened_at, span(one))));
  function offer() {
    if (!whose) return;
    const kept = whose.value, { buildings } = periods.find(one => one.opened_at === chosen.value) ?? { buildings: [] };
    whose.replaceChildren(...buildings.map(id => option(id, names.get(id) ?? id)));
    if (buildings.includes(kept)) whose.value = kept;
  }
  chosen.onchange = offer;
  offer();
  form.onsubmit = async event => {
    event.preventDefault();
    const id = member ?? whose.value, day = chosen.value;
    said.textContent = "gathering the proofs …";
    try {
      const file = await get(`/api/v1/buildings/${id}/bill?opened_at=${encodeURIComponent(day)}`, "blob");
      const name = `${id}-${day.replaceAll(":", "")}.bill`;
      save(file, name);
      said.textContent = `${name}: check it with “commonwatt ledger bill --check ${name} --key ledger.vkey”`;
    } catch (error) {
      said.textContent = error.message;
    }
  };
}
