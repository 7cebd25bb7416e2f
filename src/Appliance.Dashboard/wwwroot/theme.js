// Runs before the first paint: light, dark, or as the system says. The choice is a cookie, so that the server knows it too.
(() => {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const chosen = () => (/(?:^|; )theme=(light|dark)/.exec(document.cookie) ?? [])[1] ?? 'system';
  const apply = () => {
    const theme = chosen();
    document.documentElement.dataset.theme = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme;
  };
  dark.addEventListener('change', apply);
  globalThis.theme = {
    chosen,
    choose(theme) {
      document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=lax`;
      apply();
    },
  };
  apply();
})();
