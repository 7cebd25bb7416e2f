// What only the browser can do for the dashboard: keys, focus, scrolling, ages, and keeping decisions while the connection is away.
(() => {
  const root = document.documentElement;
  const calm = matchMedia('(prefers-reduced-motion: reduce)');
  const pendingKey = 'pending-decisions';
  let router = null;

  // ---- ages: the same words as Words.Age in C#
  const duration = s => s < 60 ? `${Math.floor(s)} s` : s < 3600 ? `${Math.floor(s / 60)} min`
    : s < 86400 ? `${Math.floor(s / 3600)} h ${Math.floor(s / 60) % 60} min` : `${Math.floor(s / 86400)} d`;
  const ageWords = s => s < 1 ? 'now' : `${duration(s)} ago`;
  const skew = { ms: 0 };
  setInterval(() => {
    const now = Date.now() + skew.ms;
    for (const el of document.querySelectorAll('time[data-age]')) {
      const seconds = (now - Date.parse(el.dateTime)) / 1000;
      const words = ageWords(seconds);
      const text = el.firstChild;
      if (text && text.nodeValue !== words) text.nodeValue = words;
      if (el.dataset.stale) el.classList.toggle('tone-warn', seconds > Number(el.dataset.stale));
    }
  }, 1000);

  // ---- keys
  const editable = el => el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName);
  const nameOf = e => {
    if ((e.ctrlKey || e.metaKey) && !e.altKey) {
      return e.key === 'Enter' ? 'ctrl+enter' : e.key.toLowerCase() === 'k' ? 'ctrl+k' : null;
    }
    if (e.ctrlKey || e.metaKey || e.altKey) return null;
    return e.key === '?' || e.key === '/' ? e.key : /^[jkarezg]$/i.test(e.key) ? e.key.toLowerCase() : null;
  };
  document.addEventListener('keydown', e => {
    const key = nameOf(e);
    if (!key || !router || e.repeat && !/^[jk]$/.test(key)) return;
    const inDialog = document.querySelector('dialog[open]');
    const chord = key.startsWith('ctrl+');
    if (inDialog || (!chord && editable(e.target))) return;
    if (chord || key === '?' || key === '/') e.preventDefault();
    if (root.classList.contains('offline')) return offlineKey(key);
    router.invokeMethodAsync('OnKey', key).catch(() => { });
  });

  // ---- decisions made while the connection is away
  const pending = () => JSON.parse(sessionStorage.getItem(pendingKey) ?? '[]');
  const rows = () => [...document.querySelectorAll('[data-decide-row]')];
  const keep = (row, kind) => {
    const page = row.closest('[data-encounter]');
    const list = pending().filter(p => !(p.encounter === page.dataset.encounter && p.code === row.dataset.code));
    list.push({ encounter: page.dataset.encounter, code: row.dataset.code, kind, version: Number(page.dataset.version) });
    sessionStorage.setItem(pendingKey, JSON.stringify(list));
    row.querySelector('.verdict').dataset.kept = kind === 'Accepted' ? 'Accepted, kept' : 'Refused, kept';
    document.querySelectorAll('[data-kept-count]').forEach(el => { el.textContent = `${list.length} kept.`; });
  };
  const offlineKey = key => {
    const list = rows();
    const at = list.findIndex(r => r.getAttribute('aria-current') === 'true');
    if ((key === 'a' || key === 'r') && at >= 0) keep(list[at], key === 'a' ? 'Accepted' : 'Refused');
    const to = key === 'k' ? at - 1 : at + 1;
    if (!'ajkr'.includes(key) || !list[to]) return;
    for (const row of list) {
      row.setAttribute('aria-current', String(row === list[to]));
      row.classList.toggle('selected', row === list[to]);
    }
    list[to].querySelector('.head').focus();
  };
  document.addEventListener('click', e => {
    const button = e.target.closest?.('[data-decide]');
    if (button && root.classList.contains('offline')) keep(button.closest('[data-decide-row]'), button.dataset.decide);
  }, true);

  // ---- the connection: a quiet bar, then the same page again
  const reconnect = document.getElementById('components-reconnect-modal');
  let retry = 0;
  const back = () => {
    clearInterval(retry);
    root.classList.remove('offline');
    document.querySelectorAll('.verdict[data-kept]').forEach(v => delete v.dataset.kept);
    router?.invokeMethodAsync('OnReconnected').catch(() => { });
  };
  const again = async () => {
    try {
      if (await Blazor.reconnect()) back(); else location.reload();
    } catch { /* The host does not answer yet. */ }
  };
  reconnect?.addEventListener('components-reconnect-state-changed', e => {
    const state = e.detail.state;
    if (state === 'hide') back();
    else root.classList.add('offline');
    if (state === 'failed') { clearInterval(retry); retry = setInterval(again, 2000); }
    if (state === 'rejected' || state === 'resume-failed') location.reload();
  });

  // ---- a suggestion and its words light up together
  const light = (marks, on) => {
    for (const mark of marks) {
      document.querySelectorAll(`[data-hit~="${mark}"], [data-decide-row="${mark}"]`).forEach(el => el.classList.toggle('lit', on));
    }
  };
  const marksOf = el => (el?.dataset.hit ?? el?.dataset.decideRow ?? '').split(' ').filter(Boolean);
  for (const [type, on] of [['mouseover', true], ['mouseout', false], ['focusin', true], ['focusout', false]]) {
    document.addEventListener(type, e => light(marksOf(e.target.closest?.('[data-hit], [data-decide-row]')), on));
  }
  document.addEventListener('keydown', e => {
    if ((e.key === 'Enter' || e.key === ' ') && e.target.matches?.('[role="button"][data-hit]')) { e.preventDefault(); e.target.click(); }
    if (e.key === 'Escape') document.querySelectorAll('details.menu[open]').forEach(d => { d.open = false; d.querySelector('summary').focus(); });
  });
  document.addEventListener('click', e => {
    document.querySelectorAll('details.menu[open]').forEach(d => { if (!d.contains(e.target)) d.open = false; });
  });

  const behavior = () => calm.matches ? 'instant' : 'smooth';
  globalThis.dash = {
    listen(reference, serverTime) { router = reference; skew.ms = Date.parse(serverTime) - Date.now(); },
    focus(selector) { document.querySelector(selector)?.focus({ preventScroll: false }); },
    focusAndSelect(selector) { const el = document.querySelector(selector); el?.focus(); el?.select?.(); },
    reveal(selector, block) { document.querySelector(selector)?.scrollIntoView({ block: block ?? 'nearest', behavior: behavior() }); },
    toTop(selector) { const el = document.querySelector(selector); if (el) el.scrollTop = 0; },
    open(dialog) { if (!dialog.open) dialog.showModal(); },
    close(dialog) { dialog.close(); },
    pendingDecisions: () => pending(),
    settle(encounter, code) {
      const list = pending().filter(p => p.encounter !== encounter || p.code !== code);
      if (list.length) sessionStorage.setItem(pendingKey, JSON.stringify(list)); else sessionStorage.removeItem(pendingKey);
    },
    async copy(selector) {
      const text = document.querySelector(selector)?.textContent ?? '';
      try { await navigator.clipboard.writeText(text); return true; } catch {
        const range = document.createRange();
        range.selectNodeContents(document.querySelector(selector));
        getSelection().removeAllRanges();
        getSelection().addRange(range);
        return document.execCommand('copy');
      }
    },
    download(name, type, text) {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([text], { type }));
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    },
    // Tells whether a live list must hold still: it is scrolled away from its top, or the focus is in it.
    watch(element, reference) {
      let held = false;
      const check = () => {
        const now = element.scrollTop > 8 || element.contains(document.activeElement) && document.activeElement.matches(':focus-visible');
        if (now !== held) { held = now; reference.invokeMethodAsync('OnHeld', held).catch(() => { }); }
      };
      element.addEventListener('scroll', check, { passive: true });
      element.addEventListener('focusin', check);
      element.addEventListener('focusout', () => setTimeout(check));
    },
    // A dot travels along an arrow of the map, only when something really moved.
    pulse(edge) {
      if (calm.matches) return;
      const path = document.querySelector(`[data-edge="${edge}"]`);
      path?.animate([{ strokeWidth: 2.5 }, { strokeWidth: 6 }, { strokeWidth: 2.5 }], { duration: 150 });
    },
  };

  // A link that vanished without a word is noticed by its silence: the host speaks at least every four seconds.
  Blazor.start({ circuit: { configureSignalR: builder => builder.withServerTimeout(10000).withKeepAliveInterval(4000) } });
})();
