// What is told by the server, drawn. Every text of the dataset becomes a text node, never HTML.
const part = (id) => element.querySelector(`#${id}`);
const make = (tag, properties = {}, ...children) => {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
};
const SIGNS = { accept: "✓", reject: "✗", edit: "✎" };
const SAID = { accept: "accepted", reject: "rejected", edit: "edited" };
const verdictOf = (item) => item.decision?.verdict ?? "open";
const sign = (item) => make("span", { className: `sign ${verdictOf(item)}`, textContent: SIGNS[verdictOf(item)] ?? "" });
const textsOf = (item) => ({ ...item.fields, ...item.decision?.edits });
const isChoice = (item) => item.task === "classification";
const TOLD = ["biography", "profile", "appearance", "event"];
const answered = (item) => "Answer" in item.fields ? "Answer" : "Ground_Truth";
const answerOf = (item) => {
  const texts = textsOf(item);
  return (isChoice(item) ? texts[texts.Correct_Answer] : texts[answered(item)]) ?? "";
};
const describe = (item) => [item.name, item.event ? "" : item.attribute.replaceAll("_", " ")].filter(Boolean).join(" · ").replaceAll("_text", " + text");
const brief = (item) => {
  if (item.kind === "image") return item.event ? "picture" : item.transformed ? `picture ${item.name.split(" ").at(-1)}` : "portrait";
  return item.kind !== "question" ? item.kind : item.event ? item.attribute : item.task;
};

const marked = (text, words) => {
  const at = words.length > 1 ? text.indexOf(words) : -1;
  if (at < 0) return [text];
  return [text.slice(0, at), make("mark", { textContent: words }), ...marked(text.slice(at + words.length), words)];
};
const changed = (item, name) => {
  const [old, now] = [item.fields[name] ?? "", textsOf(item)[name] ?? ""];
  return old === now ? [now] : [make("ins", { textContent: now }), " ", make("del", { textContent: old })];
};

const drawEntry = (entry, here) => {
  const bad = entry.status.includes("rejected") ? "reject" : entry.status.includes("edited") ? "edit" : "accept";
  const done = entry.status.includes("done");
  const state = make("span", { className: done || entry.begun ? bad : "open", textContent: done ? "●" : entry.begun ? "◐" : "○" });
  const node = make("li", { title: entry.status.join(", ") }, state,
    make("span", { className: "name", textContent: entry.name || entry.id }),
    make("span", { className: "found", textContent: entry.found ? `⚠ ${entry.found}` : "" }),
    make("span", { className: "id", textContent: entry.id }));
  node.dataset.number = entry.number;
  if (here) node.setAttribute("aria-current", "true");
  return node;
};

const pictureOf = (one) => make("img", { src: one.image, alt: `${one.name}: cannot be shown` });
const drawFigure = (item, index) => {
  const node = make("figure", { title: item.name }, pictureOf(item), sign(item));
  node.dataset.index = index;
  return node;
};
const drawPortraits = (items) => {
  const pictures = items.map((item, index) => [item, index]).filter(([item]) => item.kind === "image");
  const figures = (transformed) => pictures.filter(([item]) => item.transformed === transformed).map((one) => drawFigure(...one));
  return [...figures(false), make("div", { className: "others" }, ...figures(true))];
};

const drawEvents = ({ items, samples }) => {
  const figures = items.map((item, index) => [item, index]).filter(([item]) => item.kind === "image").map(([item, index]) => {
    const node = drawFigure(item, index);
    node.append(make("figcaption", { textContent: item.event }));
    return node;
  });
  const others = samples.map((one) => {
    const node = make("figure", { title: "to decide about it, click" }, pictureOf(one), make("figcaption", { textContent: one.name }));
    Object.assign(node.dataset, { number: one.number, digest: one.digest });
    return node;
  });
  return [...figures, ...others];
};

const wordsOf = (text) => new Set(text.toLowerCase().match(/[\p{L}\p{N}]{4,}/gu));
const askedAbout = (biography, asked) => {
  const texts = textsOf(biography), wanted = wordsOf(answerOf(asked));
  const shared = (name) => [...wordsOf(texts[name])].filter((word) => wanted.has(word)).length;
  const names = Object.keys(texts).filter((name) => name === asked.key || name.startsWith(`${asked.key} `));
  return names.sort((one, other) => shared(other) - shared(one))[0]; // of several fun facts, the one that the answer is about
};
const drawTold = (told, asked) => {
  const node = make("div", { className: "told" }, ...drawBiography(told, asked));
  node.toggleAttribute("aria-current", told === asked);
  return node;
};
const drawBiography = (biography, asked) => {
  const question = asked.kind === "question";
  const words = question && asked.task !== "generation" ? answerOf(asked) : "";
  const about = question && asked.key ? askedAbout(biography, asked) : null;
  const cell = (name) => {
    const texts = changed(biography, name);
    return texts.length > 1 ? texts : marked(texts[0], words);
  };
  const names = Object.keys(biography.fields).filter((name) => name !== "Description");
  const rows = names.map((name) => make("tr", { className: name === about ? "asked" : "" },
    make("th", { scope: "row", textContent: name }), make("td", {}, ...cell(name))));
  const description = "Description" in biography.fields ? [make("p", {}, ...cell("Description"))] : [];
  return [make("table", {}, make("tbody", {}, ...rows)), ...description];
};

const drawQuestion = (item) => {
  const heading = make("h2", {}, ...changed(item, "Question"));
  if (!isChoice(item)) return [heading, make("p", { className: "answer" }, ...changed(item, answered(item)))];
  const truth = textsOf(item).Correct_Answer;
  const options = [..."ABCD"].map((letter) => make("li", { className: letter === truth ? "truth" : "" },
    make("b", { textContent: letter }), make("span", {}, ...changed(item, letter)),
    make("span", { textContent: letter === truth ? "✓" : "", title: "right" })));
  return [heading, make("ol", { className: "options" }, ...options)];
};
const drawItem = (item, index, items) => {
  const what = make("p", { className: "what" }, make("span", { textContent: describe(item) }),
    make("span", { textContent: `${index + 1} of ${items.length}` }));
  const beside = (image, ...texts) => make("div", { className: "pair" }, pictureOf(image), make("div", {}, ...texts));
  const about = items.find((one) => one.kind === "image" && one.event === item.event && item.event);
  if (item.kind === "question") return [what, ...(about ? [beside(about, ...drawQuestion(item))] : drawQuestion(item))];
  const says = make("h2", { textContent: item.asks });
  if (item.kind !== "image") return [what, says, make("p", { className: "small", textContent: "It stands on the left." })];
  if (item.event) return [what, beside(item, says, make("p", { className: "small", textContent: item.description }))];
  const frontal = items.find((one) => one.kind === "image" && !one.transformed);
  return [what, says, make("div", { className: "pair" }, ...(item.transformed && frontal ? [pictureOf(frontal)] : []), pictureOf(item))];
};

const drawLine = (item, index) => {
  const texts = textsOf(item);
  const says = item.kind === "question" ? `${texts.Question} → ${answerOf(item)}`
    : TOLD.slice(1).includes(item.kind) ? Object.values(texts).join(", ") : item.name.split(", ").at(-1);
  const node = make("li", { title: item.decision?.reason ?? "" }, sign(item),
    make("span", { className: "what", textContent: brief(item) }), make("span", { textContent: says }));
  node.dataset.index = index;
  return node;
};
const drawLines = (items) => {
  const partOf = (item) => item.event ? item.event : TOLD.slice(1).includes(item.kind) ? "What is told" : item.kind === "question" ? `${item.name.split(", ")[0]} · ${item.modality === "text" ? "text only" : "image and text"}` : "Portraits and biography";
  return items.flatMap((item, index) => {
    const begins = index === 0 || partOf(items[index - 1]) !== partOf(item);
    return begins ? [make("li", { className: "part", textContent: partOf(item) }), drawLine(item, index)] : [drawLine(item, index)];
  });
};

const drawForm = (item) => {
  const texts = textsOf(item);
  const field = (name) => {
    const input = name === "Correct_Answer"
      ? make("select", { name }, ...[..."ABCD"].map((letter) => make("option", { textContent: letter, selected: letter === texts[name] })))
      : make("textarea", { name, rows: 1, value: texts[name], spellcheck: true });
    return make("label", {}, make("span", { textContent: name.replaceAll("_", " ") }), input);
  };
  return [make("p", { className: "small", textContent: describe(item) }), ...Object.keys(item.fields).map(field),
    make("div", { className: "foot" }, make("p", { className: "fault", role: "alert" }),
      make("div", { className: "row" }, make("button", { type: "submit", textContent: "Keep the edit" }),
        make("span", { className: "small" }, make("kbd", { textContent: "Enter" }), " keeps it, ", make("kbd", { textContent: "Esc" }), " leaves it")))];
};

const drawPair = (pair) => make("p", { textContent: `${pair.one} and ${pair.other}: kappa ${pair.kappa === null ? "not defined" : pair.kappa.toFixed(2)}, ${pair.items} items` });
