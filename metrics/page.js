// Links to the page's own choices, and the refresh, fetch the page and put its body in place of this one: what somebody
// has focused, scrolled or opened stays. The server does all else, as it does without this script.
'use strict';
(() => {
  const shown = {}; // style and body as they came, to tell whether anything is new
  const key = (element) => element && (element.id || element.getAttribute('href'));
  const remember = (page) => {
    shown.style = page.querySelector('style').textContent;
    shown.body = page.body.outerHTML;
  };
  const open = () => [...document.querySelectorAll('details[open]')].map((element) => element.id);
  const scrolled = () => [...document.querySelectorAll('.scroll')].map((element) => element.scrollLeft);

  const away = (is) => {
    document.getElementById('offline').hidden = !is;
    document.body.classList.toggle('away', is);
  };

  let turns = 0; // an answer that was overtaken by a later question is dropped
  async function show(address, isAsked, top = 0) {
    const turn = ++turns;
    let page;
    try {
      const answer = await fetch(address, { cache: 'no-store', signal: AbortSignal.timeout(20000) });
      page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      if (!page.body.dataset.refresh) throw new Error('not the page'); // what a proxy says when the server is away
    } catch {
      if (turn !== turns) return;
      if (isAsked) location.href = address;
      else away(true);
      return;
    }
    if (turn !== turns) return;
    if (page.querySelector('style').textContent !== shown.style) { // another version of Recaudo
      if (isAsked) location.href = address;
      else location.reload();
      return;
    }
    if (isAsked) {
      history.replaceState({ top: window.scrollY }, '');
      history.pushState(null, '', address);
    }
    away(false);
    if (page.body.outerHTML !== shown.body) put(page, isAsked, top);
  }

  function put(page, isAsked, top) {
    const before = { focus: key(document.activeElement), open: open(), scrolled: scrolled(), top: window.scrollY };
    const isOther = page.body.classList.contains('person') !== document.body.classList.contains('person');
    remember(page);
    document.title = page.title;
    document.documentElement.lang = page.documentElement.lang;
    document.body.className = page.body.className;
    document.body.replaceChildren(...page.body.childNodes);
    for (const id of before.open) document.getElementById(id)?.setAttribute('open', '');
    document.querySelectorAll('.scroll').forEach((element, i) => { element.scrollLeft = before.scrolled[i] ?? 0; });
    const same = before.focus && !isOther && [...document.querySelectorAll('[id], [href]')].find((element) => key(element) === before.focus);
    if (same) same.focus({ preventScroll: true });
    else if (isOther) document.querySelector('h1').focus({ preventScroll: true });
    window.scrollTo(window.scrollX, isOther ? top : before.top);
    if (isAsked) { // a status is read aloud when it changes
      const status = document.getElementById('status');
      const text = status.textContent;
      status.textContent = '';
      setTimeout(() => { status.textContent = text; }, 100);
    }
  }

  document.addEventListener('DOMContentLoaded', () => {
    remember(document);
    let last = Date.now();
    const refresh = () => {
      last = Date.now();
      show(location.href, false);
    };
    const every = document.body.dataset.refresh * 1000;
    setInterval(() => { if (!document.hidden) refresh(); }, every);
    document.addEventListener('visibilitychange', () => { if (!document.hidden && Date.now() - last > every) refresh(); });
  });
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[href^="?"]');
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    show(link.href, true);
  });
  window.addEventListener('popstate', (event) => show(location.href, false, event.state?.top));
})();
