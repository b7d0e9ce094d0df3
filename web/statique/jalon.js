// A form is sent once, whatever the finger does; the server would refuse the second anyway.
document.addEventListener("submit", (e) => {
  if (e.target.dataset.parti) { e.preventDefault(); return; }
  if (e.target.method === "post" && !("telecharge" in e.target.dataset)) e.target.dataset.parti = "oui";
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-parti]").forEach((f) => delete f.dataset.parti));
const faute = document.querySelector(".resume-fautes");
if (faute) faute.focus();
