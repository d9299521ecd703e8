// Where the reviewer is, what the keys do, and what goes to the server.
const WINDOW = 60; // people of the list that are drawn at a time, around the one who is shown
const known = new Map(); // number of a person -> promise of what the server tells
let whom = ["person", "people"], list = [], person = null, at = 0, mode = "look", saving = Promise.resolve(), turn = 0, going = false;

const ask = async (name, given = {}) => {
  const reply = await server[name](given);
  if (reply?.error) throw new Error(reply.error);
  return reply;
};
const say = (text, bad = false) => {
  part("notice").textContent = text;
  part("notice").classList.toggle("bad", bad);
};
const current = () => person.items[at];
const fetchPerson = (number) => {
  if (!known.has(number)) {
    known.set(number, ask("person", { number }).catch((error) => { known.delete(number); throw error; }));
    if (known.size > 9) known.delete(known.keys().next().value);
  }
  return known.get(number);
};

const showList = () => {
  const here = list.findIndex((entry) => entry.number === person?.number);
  const from = Math.max(0, Math.min(here - WINDOW / 2, list.length - WINDOW));
  part("people").replaceChildren(...list.slice(from, from + WINDOW).map((entry) => drawEntry(entry, entry.number === person?.number)));
  part("count").textContent = list.length === 1 ? `1 ${whom[0]}` : `${list.length.toLocaleString("en")} ${whom[1]}`;
  part("people").querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
};
const showProgress = ({ items, done, people }) => {
  part("progress").textContent = `${items.toLocaleString("en")} ${items === 1 ? "item" : "items"} decided, ${done.toLocaleString("en")} of ${people.toLocaleString("en")} ${whom[1]} done`;
};

const showPerson = () => {
  part("name").textContent = person.name || person.id;
  part("findings").replaceChildren(...person.findings.map((one) => make("li", {
    textContent: `${one.severity} ${one.code}${one.config ? ` (${one.config})` : ""}: ${one.value}${one.expected ? `; expected: ${one.expected}` : ""}` })));
  const events = person.samples.length > 0 || person.items.some((item) => item.event);
  part("person").classList.toggle("events", events);
  part("portraits").replaceChildren(...(events ? drawEvents(person) : drawPortraits(person.items)));
  part("items").replaceChildren(...drawLines(person.items));
};
const showDecisions = () => {
  const open = person.items.filter((item) => !item.decision).length;
  part("about").textContent = `${person.id} · ${person.group.replace("_", "-")} · ${open ? `${open} of ${person.items.length} open` : "done"}`;
  for (const node of element.querySelectorAll("#portraits [data-index], #items [data-index]")) {
    const item = person.items[node.dataset.index];
    node.querySelector(".sign").replaceWith(sign(item));
  }
};
const showItem = () => {
  const item = current();
  mode = "look";
  part("edit").hidden = true;
  for (const node of element.querySelectorAll("#portraits [data-index], #items [data-index]")) {
    if (Number(node.dataset.index) === at) node.setAttribute("aria-current", "true"); else node.removeAttribute("aria-current");
  }
  for (const id of ["items", "portraits"]) part(id).querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  part("item").replaceChildren(...drawItem(item, at, person.items));
  part("item").scrollTop = 0;
  part("biography").replaceChildren(...person.items.filter((one) => TOLD.includes(one.kind)).map((one) => drawTold(one, item)));
  part("biography").querySelector(".asked")?.scrollIntoView({ block: "nearest" });
  showDecision();
  history.replaceState(history.state, "", `#${person.number}/${at}`);
};
const button = (key, text, act) => make("button", { type: "button", onclick: act }, make("kbd", { textContent: key }), ` ${text}`);
const showDecision = () => {
  const item = current(), { verdict, reason } = item.decision ?? {};
  const edit = Object.keys(item.fields).length ? [button("E", "edit", startEdit)] : [];
  part("decision").replaceChildren(
    make("div", { className: "row" }, button("A", "accept", () => decide("accept")), button("R", "reject", startReject), ...edit),
    make("p", { className: `stands ${verdict ?? "open"}`, textContent: verdict ? `${SIGNS[verdict]} ${SAID[verdict]}${reason ? `: ${reason}` : ""}` : "open" }));
};

// Until the next person is there nothing can be decided: nobody accepts what was not seen.
const wait = (whether) => {
  going = whether;
  for (const id of ["person", "work"]) part(id).inert = whether;
};
const go = async (number, item = null) => {
  const mine = ++turn;
  wait(true);
  let next = null;
  try { next = await fetchPerson(number); } catch (error) { say(error.message, true); }
  if (mine !== turn) return;
  wait(false);
  if (!next) return;
  person = next;
  const open = person.items.findIndex((one) => !one.decision);
  const there = person.items.findIndex((one) => one.digest === item);
  at = item === null ? Math.max(0, open) : there >= 0 ? there : Math.min(Number(item) || 0, person.items.length - 1);
  showPerson(); showDecisions(); showItem(); showList();
  part("person").scrollTop = 0;
  const here = list.findIndex((entry) => entry.number === number);
  for (const near of [list[here + 1], list[here - 1]]) if (near) fetchPerson(near.number).catch(() => {});
};
const step = (by) => {
  at = Math.max(0, Math.min(at + by, person.items.length - 1));
  showItem();
};
const stepPerson = (by) => {
  const here = list.findIndex((entry) => entry.number === person.number);
  const next = list[here + by] ?? (here < 0 ? list[0] : null);
  if (next) { say(""); go(next.number); } else say(by > 0 ? "This is the last person of the list" : "This is the first person of the list");
};
const nextOpen = () => {
  const order = [...person.items.keys()].map((index) => (at + 1 + index) % person.items.length);
  const open = order.find((index) => !person.items[index].decision);
  if (open !== undefined) at = open;
  showItem();
  if (!part("notice").classList.contains("bad")) say(open === undefined ? "All of this person is decided; → for the next" : "");
};

// The page moves on at once; decisions are kept in their order. What was not kept is as it was before, and said.
const decideAll = (name, given, items, decision) => {
  const of = person, before = items.map((item) => item.decision);
  for (const item of items) item.decision = decision;
  saving = saving.then(() => ask(name, given)).then((reply) => {
    Object.assign(list.find((entry) => entry.number === of.number) ?? {}, reply.entry);
    if (part("notice").classList.contains("bad")) say("");
    showProgress(reply.progress); showList();
  }).catch((error) => {
    items.forEach((item, index) => { if (item.decision === decision) item.decision = before[index]; });
    say(`NOT KEPT: ${error.message}. Reload the page; if it does not open, start the review again.`, true);
    if (person === of) { showDecisions(); showItem(); }
  });
  showDecisions(); nextOpen();
};
const sameAs = (item) => person.items.filter((one) => one.digest === item.digest);
const decide = (verdict, reason = "") => {
  const given = { number: person.number, digest: current().digest, verdict, reason, texts: {} };
  decideAll("decide", given, sameAs(current()), { verdict, reason, edits: {} });
};
const acceptRest = () => {
  const open = person.items.filter((item) => !item.decision);
  if (open.length) decideAll("accept_rest", { number: person.number }, open, { verdict: "accept", reason: "", edits: {} });
  else say("Nothing of this person is open");
};

const startReject = () => {
  mode = "reject";
  const other = make("input", { placeholder: "another reason", ariaLabel: "Another reason", maxLength: 300 });
  other.addEventListener("keydown", (event) => { if (event.key === "Enter" && other.value.trim()) decide("reject", other.value.trim()); });
  const usual = current().reasons.map((reason, index) => button(index + 1, reason, () => decide("reject", reason)));
  part("decision").replaceChildren(make("div", { className: "row" }, ...usual, make("kbd", { textContent: "0" }), other));
};
const startEdit = () => {
  if (!Object.keys(current().fields).length) { say("A picture has no text to edit; reject it"); return; }
  mode = "edit";
  part("edit").replaceChildren(...drawForm(current()));
  part("edit").hidden = false;
  part("edit").querySelector("textarea").focus();
};
const keepEdit = async (event) => {
  event.preventDefault();
  const item = current(), of = person, texts = Object.fromEntries(new FormData(part("edit")));
  try {
    await saving;
    const reply = await ask("decide", { number: of.number, digest: item.digest, verdict: "edit", reason: "", texts });
    for (const one of sameAs(item)) one.decision = reply.decision;
    Object.assign(list.find((entry) => entry.number === of.number) ?? {}, reply.entry);
    showProgress(reply.progress);
    leave(); showPerson(); showDecisions(); showList(); nextOpen();
  } catch (error) { part("edit").querySelector(".fault").textContent = error.message; }
};
const leave = () => {
  document.activeElement?.blur();
  part("review").focus();
  if (mode !== "look") showItem();
};

const find = async () => {
  const given = { status: part("status").value || null, code: part("code").value, words: part("words").value, group: part("group").value || null };
  try { list = await ask("people", given); } catch (error) { say(error.message, true); return; }
  showList();
};
const showAgreement = async () => {
  const pairs = await ask("agreement").catch(() => []);
  part("agreement").lastElementChild.replaceChildren(...(pairs.length ? pairs.map(drawPair) : ["Nobody else has decided anything in this file."]));
};

const KEYS = {
  a: () => decide("accept"), r: startReject, e: startEdit, "Shift+a": acceptRest, o: nextOpen,
  ArrowDown: () => step(1), ArrowUp: () => step(-1), j: () => step(1), k: () => step(-1),
  ArrowRight: () => stepPerson(1), ArrowLeft: () => stepPerson(-1), n: () => stepPerson(1), p: () => stepPerson(-1),
  "/": () => part("words").select(), Escape: leave,
};
const REPEATED = ["ArrowDown", "ArrowUp", "j", "k"]; // while a key is held down
const nameOf = ({ key, shiftKey }) => /^[a-z]$/i.test(key) ? `${shiftKey ? "Shift+" : ""}${key.toLowerCase()}` : key; // whatever Caps Lock says
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !person) return;
  if (event.target.closest?.("input, textarea, select")) {
    if (event.key === "Escape") { event.preventDefault(); leave(); }
    if (event.key === "Enter" && mode === "edit" && !event.shiftKey) { event.preventDefault(); part("edit").requestSubmit(); }
    return;
  }
  if (going || (event.repeat && !REPEATED.includes(event.key))) return;
  if (mode === "reject" && /^\d$/.test(event.key)) {
    event.preventDefault();
    const reason = current().reasons[event.key - 1];
    if (event.key === "0") part("decision").querySelector("input").focus(); else if (reason) decide("reject", reason);
    return;
  }
  if (mode === "edit" && event.key !== "Escape") return;
  const act = KEYS[nameOf(event)];
  if (act) { event.preventDefault(); act(); }
});
const onClick = (id, name, act) => part(id).addEventListener("click", (event) => {
  const one = event.target.closest(`[data-${name}]`);
  if (one) act(Number(one.dataset[name]));
});
const show = (index) => { at = index; showItem(); };
onClick("items", "index", show);
onClick("portraits", "index", show);
onClick("people", "number", go);
part("portraits").addEventListener("click", (event) => {
  const { number, digest } = event.target.closest("[data-digest]")?.dataset ?? {};
  if (digest) go(Number(number), digest);
});
part("edit").addEventListener("submit", keepEdit);
part("words").addEventListener("input", find);
for (const name of ["group", "status", "code"]) part(name).addEventListener("change", () => { find(); part(name).blur(); });
part("agreement").addEventListener("toggle", showAgreement);

(async () => {
  try {
    const told = await ask("opened");
    part("reviewer").textContent = told.reviewer;
    whom = told.whom;
    part("group").append(...told.groups.map((name) => make("option", { value: name, textContent: name.replace("_", "-") })));
    part("group").hidden = !told.groups.length;
    part("status").append(...told.statuses.map((name) => make("option", { textContent: name })));
    part("code").append(...told.codes.map((name) => make("option", { textContent: name })));
    part("code").hidden = !told.codes.length;
    showProgress(told.progress);
    await find();
  } catch (error) { say(error.message, true); return; }
  const [, number, item] = /^#(\d+)\/(\d+)$/.exec(location.hash) ?? [];
  const next = list.find((entry) => !entry.status.includes("done")) ?? list[0];
  const there = list.some((entry) => entry.number === Number(number ?? -1));
  await (there ? go(Number(number), Number(item)) : go(next.number));
})();
