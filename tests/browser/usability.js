// What axe-core does not look at. Each check returns a list of faults, as text.
window.usability = (() => {
  const start = (element) => element.outerHTML.slice(0, 100);
  const seen = (selector) =>
    [...document.querySelectorAll(selector)].filter((each) => each.checkVisibility({ visibilityProperty: true }));

  return {
    /** One h1, one main, headings without gaps, a title, a language. */
    structure() {
      const faults = ["h1", "main"].filter((name) => seen(name).length !== 1).map((name) => `${seen(name).length} ${name}`);
      const levels = seen("h1, h2, h3, h4").map((each) => Number(each.localName[1]));
      if (levels.some((level, index) => index > 0 && level > 1 + levels[index - 1])) faults.push(`headings ${levels}`);
      if (!document.title.trim() || !document.documentElement.lang) faults.push("no title or no language");
      return faults;
    },

    /** Nothing to be pressed is smaller than 24 x 24 px; a label counts for its input, a link in a sentence is exempt.
        What has the focus only to be scrolled, a group, is not pressed. */
    targets() {
      const controls = "button, a[href], input:not([type=hidden]), select, textarea, summary, [tabindex='0']:not([role=group])";
      const inText = (each) => each.closest("p, li, td, th") && getComputedStyle(each).display === "inline";
      return seen(controls).filter((each) => !each.matches(".skip") && !inText(each)).flatMap((each) => {
        const { width, height } = (each.closest("label") ?? each).getBoundingClientRect();
        return Math.min(width, height) < 24 ? [`${Math.round(width)} x ${Math.round(height)} px: ${start(each)}`] : [];
      });
    },

    /** The page does not scroll sideways. A phone would make room for what is too wide: innerWidth grows with it. */
    sideways() {
      const { scrollWidth, clientWidth } = document.documentElement;
      if (scrollWidth <= clientWidth) return [];
      const wide = seen("body *").filter((each) => each.getBoundingClientRect().right > clientWidth);
      return [`wider than ${clientWidth} px: ${wide.slice(0, 3).map(start)}`];
    },

    /** Nothing moves but the clip, where the system asks for that. */
    moving() {
      if (!matchMedia("(prefers-reduced-motion: reduce)").matches) return [];
      const lasting = document.getAnimations().filter(({ effect }) => effect.getComputedTiming().duration > 20);
      return lasting.map(({ effect }) => `moves: ${start(effect.target)}`);
    },
  };
})();
