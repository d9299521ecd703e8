"use strict";
// The case browser. Whatever comes from the data becomes text nodes only.
(() => {
  const KEY = 0, SET = 1, TASK = 2, MODALITY = 3, ATTRIBUTE = 4, PERSON = 5, QUESTION = 6, ANSWER = 7, OPTIONS = 8, KEYWORDS = 9;
  const VERDICT = 0, REPLY = 1, SAID = 2, SCORES = 3, WHY = 4, NOT_ASKED = -2;
  const SAID_OF = { set: "Set", task: "Task", modality: "Asked", attribute: "Attribute", person: "Person" };
  const FIELDS = { set: SET, task: TASK, modality: MODALITY, attribute: ATTRIBUTE, person: PERSON };
  const PAGE = 50;
  const CHANGES = { // name -> [what the reader chooses, test of (before, after)]
    broke: ["vanilla right → model wrong", (before, after) => before === 1 && after === 0],
    mended: ["vanilla wrong → model right", (before, after) => before === 0 && after === 1],
    changed: ["changed in either way", (before, after) => before >= 0 && after >= 0 && before !== after],
    unchanged: ["unchanged", (before, after) => before >= 0 && before === after],
    right: ["model right", (before, after) => after === 1],
    wrong: ["model wrong", (before, after) => after === 0],
  };
  const OF_ALL = { // tests of all verdicts that there are
    all_right: ["all models right", (all) => all.every((one) => one === 1)],
    all_wrong: ["all models wrong", (all) => all.every((one) => one === 0)],
    disagree: ["models disagree", (all) => new Set(all).size > 1],
  };
  const SIGNS = new Map([[1, ["✓", "yes", "right"]], [0, ["✗", "no", "wrong"]], [-1, ["·", "open", "scored only"]], [NOT_ASKED, ["–", "open", "not asked"]]]);

  const { groups } = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const form = byId("filters"), list = byId("list"), detail = byId("case"), section = byId("cases");
  let group, found = [], chosen = 0;

  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const readable = (text) => text.replaceAll("_", " ");
  const text = (place) => group.texts[place];
  const verdict = (model, question) => group.answers[model][VERDICT][question];

  function fill(select, pairs, any) {
    const before = select.value;
    select.replaceChildren(...(any ? [make("option", { value: "" }, any)] : []),
      ...pairs.map(([value, name]) => make("option", { value }, name)));
    select.value = pairs.some(([value]) => String(value) === before) ? before : any ? "" : String(pairs[0][0]);
  }

  function open(number) {
    group = groups[number];
    for (const [name, column] of Object.entries(FIELDS)) {
      const values = [...new Set(group.questions.map((question) => text(question[column])))];
      if (name === "attribute" || name === "person") values.sort();
      fill(form.elements[name], values.map((value) => [value, readable(value)]), "any");
      const label = form.elements[name].closest("label");
      label.hidden = values.length < 2;
      label.firstChild.data = `${group.fields[name] ?? SAID_OF[name]} `;
    }
    const others = group.models.map((label, model) => [model, label]);
    fill(form.elements.model, others, "any model");
    const relative = Object.entries(CHANGES).filter(([name]) => group.vanilla >= 0 || name === "right" || name === "wrong");
    fill(form.elements.change, [...relative, ...Object.entries(OF_ALL)].map(([name, [said]]) => [name, said.replace("vanilla", group.start)]), "any");
  }

  function fits(question, number, wanted, words) {
    for (const [name, column] of Object.entries(FIELDS)) {
      if (wanted[name] && text(question[column]) !== wanted[name]) return false;
    }
    if (wanted.change && !changed(number, wanted)) return false;
    if (!words) return true;
    return words.has(question[PERSON]) || words.has(question[QUESTION]) || words.has(question[ANSWER])
      || words.has(question[KEY]) || [...question[OPTIONS], ...(question[KEYWORDS] ?? [])].some((one) => words.has(one))
      || models(wanted).some((model) => verdict(model, number) !== NOT_ASKED && words.has(group.answers[model][REPLY][number]));
  }

  const models = (wanted) => wanted.model === "" ? group.models.map((_, model) => model) : [Number(wanted.model)];

  function changed(number, wanted) {
    if (wanted.change in OF_ALL) {
      const all = group.models.map((_, model) => verdict(model, number)).filter((one) => one >= 0);
      return all.length > 0 && OF_ALL[wanted.change][1](all);
    }
    const before = group.vanilla < 0 ? -1 : verdict(group.vanilla, number);
    const test = CHANGES[wanted.change][1];
    return models(wanted).some((model) =>
      (model !== group.vanilla || wanted.model !== "") && test(before, verdict(model, number)));
  }

  function filter(key) {
    const wanted = Object.fromEntries(new FormData(form));
    const search = wanted.text.trim().toLowerCase();
    // each text stands in the data once: search them first, then compare numbers
    const words = search && new Set(group.texts.flatMap((one, place) => one.toLowerCase().includes(search) ? [place] : []));
    found = group.questions.flatMap((question, number) => fits(question, number, wanted, words) ? [number] : []);
    chosen = Math.max(0, found.findIndex((number) => text(group.questions[number][KEY]) === key));
    const sample = group.questions.length < group.total
      ? ` The page holds a sample of ${group.questions.length.toLocaleString("en")} of ${group.total.toLocaleString("en")} questions, drawn with a fixed seed, to stay below 20 MB.` : "";
    byId("count").textContent = `${found.length.toLocaleString("en")} of ${group.questions.length.toLocaleString("en")} cases.${sample}`;
    draw();
  }

  function draw() {
    const page = Math.floor(chosen / PAGE), pages = Math.max(1, Math.ceil(found.length / PAGE));
    list.replaceChildren(...found.slice(page * PAGE, (page + 1) * PAGE).map((number, place) => entry(number, page * PAGE + place)));
    byId("place").textContent = `page ${page + 1} of ${pages}`;
    byId("earlier").disabled = page === 0;
    byId("later").disabled = page >= pages - 1;
    choose(chosen);
  }

  const isOne = (column) => form.elements[column].closest("label").hidden;
  const columns = (question) => Object.entries(FIELDS).filter(([name]) => name !== "modality" || !isOne(name))
    .map(([, column]) => readable(text(question[column])));

  function entry(number, place) {
    const question = group.questions[number];
    const verdicts = group.models.map((_, model) => verdict(model, number));
    const right = verdicts.filter((one) => one === 1).length, judged = verdicts.filter((one) => one >= 0).length;
    const strip = make("span", { class: "strip", "aria-hidden": "true" }, ...verdicts.map((one) => sign(one)));
    const button = make("button", { type: "button", "data-place": place, tabindex: "-1" },
      make("span", { class: "what" }, columns(question).join(" · ")), make("span", { class: "ask" }, text(question[QUESTION])));
    if (judged) button.append(strip, make("span", { class: "unseen" }, `${right} of ${judged} models right`));
    return make("li", {}, button);
  }

  function sign(one) {
    const [shown, style, meaning] = SIGNS.get(one);
    return make("span", { class: style, title: meaning }, shown);
  }

  function choose(place) {
    chosen = place;
    for (const button of list.querySelectorAll("button")) {
      const is = Number(button.dataset.place) === place;
      button.tabIndex = is ? 0 : -1;
      if (is) button.setAttribute("aria-current", "true"); else button.removeAttribute("aria-current");
    }
    if (found.length) show(found[place]); else detail.replaceChildren(make("p", { class: "none" }, "No case fits these filters."));
  }

  function show(number) {
    const question = group.questions[number];
    const letter = text(question[ANSWER]);
    const options = question[OPTIONS].map((option, place) => {
      const is = String.fromCharCode(65 + place) === letter;
      return make("li", is ? { class: "truth" } : {}, text(option) + (is ? " ✓ ground truth" : ""));
    });
    const truth = options.length ? make("ol", {}, ...options)
      : make("p", {}, make("strong", {}, "Ground truth: "), text(question[ANSWER]));
    const keywords = (question[KEYWORDS] ?? []).map(text).join(", ");
    const judgedBy = keywords ? [make("p", {}, make("strong", {}, "Keywords: "), keywords)] : [];
    const rows = group.models.map((label, model) => answer(label, model, number));
    const heads = ["Model", "Verdict", "Reply", "Scores"].map((name) => make("th", { scope: "col" }, name));
    const table = make("table", {}, make("caption", { class: "unseen" }, "Answers"), make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...rows));
    detail.replaceChildren(make("p", { class: "what" }, `${columns(question).join(" · ")} · ${text(question[KEY])}`),
      make("h3", {}, text(question[QUESTION])), truth, ...judgedBy, make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Answers" }, table));
  }

  function answer(label, model, number) {
    const one = verdict(model, number);
    const asked = one !== NOT_ASKED, column = (name) => group.answers[model][name][number];
    const before = group.vanilla < 0 ? -1 : verdict(group.vanilla, number);
    const [shown, style, meaning] = SIGNS.get(one);
    const judged = make("td", { class: style }, one === -1 ? "" : `${shown} ${meaning}`);
    if (before >= 0 && one >= 0 && before !== one) judged.append(make("span", { class: "change" }, `${before ? "lost" : "gained"} since ${group.start}`));
    const reply = make("td", { class: "reply" });
    const said = asked && column(SAID);
    const isScored = asked && text(column(REPLY)) === "" && said >= 0; // options were scored, nothing was written
    if (asked) reply.append(isScored ? text(said) : text(column(REPLY)) || "(empty)");
    const option = said === false || said < 0 ? -1 : text(said).length === 1 ? text(said).charCodeAt(0) - 65 : -1;
    const meant = group.questions[number][OPTIONS][option];
    if (asked && !isScored && said !== column(REPLY)) reply.append(make("small", {}, said < 0 ? "no answer could be read from it" : `read as: ${text(said)}`));
    if (meant !== undefined) reply.append(make("small", {}, text(meant)));
    const scores = make("td", {}, asked ? text(column(SCORES)) : "");
    if (asked && text(column(WHY))) scores.append(make("small", {}, text(column(WHY))));
    return make("tr", model === group.vanilla ? { class: "start" } : {}, make("th", { scope: "row" }, label), judged, reply, scores);
  }

  function step(by) {
    const next = chosen + by;
    if (next < 0 || next >= found.length) return;
    if (Math.floor(next / PAGE) !== Math.floor(chosen / PAGE)) { chosen = next; draw(); } else choose(next);
    focusChosen();
    address();
  }

  function focusChosen() {
    const button = list.querySelector("[aria-current]");
    if (!button) return;
    button.focus({ preventScroll: true });
    button.scrollIntoView({ block: "nearest" });
  }

  function address() {
    const wanted = [...new FormData(form)].filter(([name, value]) => value && !(name === "group" && value === "0"));
    if (found.length) wanted.push(["case", text(group.questions[found[chosen]][KEY])]);
    history.replaceState(null, "", `#cases?${new URLSearchParams(wanted)}`);
  }

  function follow() {
    const query = new URLSearchParams(location.hash.startsWith("#cases?") ? location.hash.slice(7) : "");
    const number = Number(query.get("group") ?? 0);
    open(groups[number] ? number : 0);
    for (const element of form.elements) if (element.name) element.value = query.get(element.name) ?? (element.name === "group" ? "0" : "");
    for (const select of form.querySelectorAll("select")) if (select.selectedIndex < 0) select.selectedIndex = 0;
    filter(query.get("case"));
    if (location.hash.startsWith("#cases?")) section.scrollIntoView();
  }

  let waiting;
  form.addEventListener("input", (event) => {
    clearTimeout(waiting);
    const now = () => { if (event.target.name === "group") open(Number(form.elements.group.value)); filter(); address(); };
    if (event.target.name === "text") waiting = setTimeout(now, 120); else now();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => { open(Number(form.elements.group.value)); filter(); address(); }));
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) { choose(Number(button.dataset.place)); address(); }
  });
  byId("earlier").addEventListener("click", () => turn(-1));
  byId("later").addEventListener("click", () => turn(1));
  function turn(by) { chosen = (Math.floor(chosen / PAGE) + by) * PAGE; draw(); list.scrollTop = 0; address(); }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input[type=search], select, textarea")) {
      if (event.key === "Escape") { event.preventDefault(); focusChosen(); }
      return;
    }
    if (event.key === "/") { event.preventDefault(); form.elements.text.focus(); return; }
    const box = section.getBoundingClientRect();
    const here = section.contains(document.activeElement) || (box.top < innerHeight / 2 && box.bottom > innerHeight / 2);
    const by = { j: 1, k: -1, ...(list.contains(document.activeElement) ? { ArrowDown: 1, ArrowUp: -1 } : {}) }[event.key];
    if (here && by) { event.preventDefault(); step(by); }
  });
  addEventListener("hashchange", () => { if (location.hash.startsWith("#cases?")) follow(); });

  fill(form.elements.group, groups.map((one, number) => [number, one.name]));
  follow();
})();
