// An address with ?library=NAME chooses the library for this browser, before anything is asked.
// The cookie is read by ui/pages/components.py.
{
  const name = new URLSearchParams(location.search).get("library");
  if (name !== null) {
    const cookie = `pincite-library-${location.port || 0}=${encodeURIComponent(name)}`;
    document.cookie = `${cookie}; path=/; samesite=strict`;
  }
}
