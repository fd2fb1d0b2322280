// An address with ?library=NAME chooses the library for this browser, before anything is asked. Read by ui/pages/components.py.
{
  const name = new URLSearchParams(location.search).get("library");
  if (name !== null) {
    document.cookie = `pincite-library-${location.port || 0}=${encodeURIComponent(name)}; path=/; samesite=strict`;
  }
}
