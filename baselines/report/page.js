"use strict";
// The modality of questions, the colour theme, and which section the reader is in.
(() => {
  const root = document.documentElement;
  const remembered = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
  const remember = (name, value) => { try { localStorage.setItem(name, value); } catch { /* files may have no storage */ } };

  const themes = ["auto", "light", "dark"];
  const button = document.getElementById("theme");
  const show = (theme) => {
    if (theme === "auto") delete root.dataset.theme; else root.dataset.theme = theme;
    button.querySelector("span").textContent = theme;
    button.setAttribute("aria-label", `Colour theme: ${theme === "auto" ? "as the system" : theme}`);
  };
  let theme = themes.includes(remembered("theme")) ? remembered("theme") : "auto";
  show(theme);
  button.addEventListener("click", () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length];
    remember("theme", theme);
    show(theme);
  });

  for (const input of document.querySelectorAll('input[name="modality"]')) {
    if (input.checked) root.dataset.modality = input.value; // browsers keep a choice over a reload
    input.addEventListener("change", () => { root.dataset.modality = input.value; });
  }

  const links = new Map([...document.querySelectorAll("nav a")].map((a) => [a.hash.slice(1), a]));
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      for (const link of links.values()) link.removeAttribute("aria-current");
      const link = links.get(entry.target.id);
      link.setAttribute("aria-current", "true");
      link.parentElement.scrollLeft = link.offsetLeft - link.parentElement.offsetLeft - 24;
    }
  }, { rootMargin: "-25% 0px -70% 0px" });
  for (const id of links.keys()) seen.observe(document.getElementById(id));
})();
