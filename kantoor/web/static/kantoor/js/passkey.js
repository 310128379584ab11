/* Passkeys: a form with data-passkey asks the browser for a credential before it is sent. Hidden where the browser cannot. */
const able = window.PublicKeyCredential?.parseRequestOptionsFromJSON;

async function options(form) {
  const given = form.querySelector("script[type='application/json']");
  if (given) return JSON.parse(given.textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
}

function made({ publicKey }, passwordless) {
  const asked = PublicKeyCredential.parseCreationOptionsFromJSON(publicKey);
  const residentKey = passwordless ? "required" : "discouraged";
  asked.authenticatorSelection = { ...asked.authenticatorSelection, residentKey, requireResidentKey: passwordless };
  if (passwordless) asked.authenticatorSelection.userVerification = "required";
  return navigator.credentials.create({ publicKey: asked });
}

function found({ publicKey }) {
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) });
}

async function send(form) {
  const trouble = form.querySelector("[role='alert']");
  trouble.hidden = true;
  try {
    const { creation_options: creating, request_options: requesting } = await options(form);
    const credential = await (creating ? made(creating, form.elements.passwordless?.checked ?? false) : found(requesting));
    form.elements.credential.value = JSON.stringify(credential);
    form.submit();
  } catch {
    trouble.hidden = false;
  }
}

for (const form of able ? document.querySelectorAll("form[data-passkey]") : []) {
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
}
