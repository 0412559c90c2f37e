/** Votes and ratings without leaving the page. A ballot keeps its ticket until it is counted: sent again, it counts once. */

const LONGEST_TRY = 10 * 60 * 1000;
const FIRST_PAUSE = 2000;
const LONGEST_PAUSE = 60 * 1000;

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

class Refused extends Error {
  constructor(status, answer) {
    super(answer?.error?.message ?? "");
    this.status = status;
    this.code = answer?.error?.code ?? "";
  }
}

async function post(url, body) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    credentials: "same-origin",
    redirect: "error",
  });
  const isJson = (response.headers.get("Content-Type") ?? "").startsWith("application/json");
  const answer = isJson ? await response.json() : null;
  if (response.ok && answer) return answer;
  const refused = new Refused(response.status, answer);
  refused.retryAfter = 1000 * Number(response.headers.get("Retry-After")) || 0;
  throw refused;
}

const mayPass = (problem) => !(problem instanceof Refused) || problem.status === 503;

async function postUntilAnswered(url, body, onWaiting) {
  const startedAt = performance.now();
  for (let wait = FIRST_PAUSE; ; wait = Math.min(2 * wait, LONGEST_PAUSE)) {
    try {
      return await post(url, body);
    } catch (problem) {
      if (!mayPass(problem) || performance.now() - startedAt + wait > LONGEST_TRY) throw problem;
      onWaiting();
      await pause(Math.max(wait, problem.retryAfter ?? 0));
    }
  }
}

// What this browser remembers once an answer was counted, and never before: for good that a poll was answered and how
// many stars were given; until its window closes, the receipt and the counts as they were then, which tell the choice.

function recall(storage, form) {
  try {
    return JSON.parse(globalThis[storage].getItem(`answered-${form.dataset.subject}`));
  } catch {
    return null; // switched off, full, or written by somebody else
  }
}

function keep(storage, form, answer) {
  try {
    globalThis[storage].setItem(`answered-${form.dataset.subject}`, JSON.stringify(answer));
  } catch {
    // Then the form is shown again, and the site says that it has been answered.
  }
}

const { lang: language } = document.documentElement; // of the counts in words
const COUNTS_LAG = 30 * 1000; // at most: a browser or proxy keeps a page for ten seconds, its counts for five

const checkedNumbers = (form, name) =>
  [...form.querySelectorAll(`input[name="${name}"]:checked`)].map((input) => Number(input.value));

const kinds = {
  poll: {
    read(form) {
      const choices = checkedNumbers(form, "choice");
      const { fewest, most } = form.dataset;
      return choices.length >= Number(fewest) && choices.length <= Number(most) ? { choices } : null;
    },
    body: (input, ballot) => ({ ...input, ballot_id: ballot.ballot_id, ticket: ballot.ticket }),
    isOver: (ballot) => ballot.my === "voted",
  },
  rating: {
    read(form) {
      const [stars] = checkedNumbers(form, "stars");
      return stars ? { stars } : null;
    },
    body: (input, ballot) => ({ ...input, version: (ballot.my?.version ?? 0) + 1, ticket: ballot.ticket }),
  },
};

function improve(form) {
  const words = form.dataset;
  const kind = kinds[words.ballot];
  const error = form.querySelector("[data-error]");
  const status = form.querySelector("[data-status]");
  const button = form.querySelector("button");
  const results = form.parentElement.querySelector("[data-results]");
  let ballot = null;
  form.noValidate = true;

  const showError = (text) => {
    error.textContent = text;
    form.querySelector("fieldset").toggleAttribute("data-invalid", Boolean(text));
  };

  const say = (sentence, receiptPath) => {
    status.textContent = sentence;
    if (!receiptPath) return;
    const link = document.createElement("a");
    link.href = receiptPath;
    link.textContent = words.receipt;
    status.append(" ", link);
  };

  const showCounted = (answer) => {
    results.innerHTML = answer.results_html;
    say(words.counted, answer.receipt_path);
    keep("localStorage", form, { stars: answer.my?.stars });
    keep("sessionStorage", form, { at: Date.now(), language, receipt: answer.receipt_path, html: answer.results_html });
    if (words.ballot === "poll") finish();
  };

  const showAnsweredBefore = () => {
    const answered = recall("localStorage", form);
    if (!answered) return;
    const latest = recall("sessionStorage", form);
    const hasNoCounts = words.ballot === "poll" && !results.querySelector("li");
    const isNewer = latest?.language === language && (Date.now() - latest.at < COUNTS_LAG || hasNoCounts);
    if (isNewer && latest.html) results.innerHTML = latest.html;
    say(words.answered, latest?.receipt);
    if (words.ballot === "poll") {
      for (const part of form.querySelectorAll(".poll__option, .poll__hint")) part.hidden = true;
      finish();
    } else {
      const star = form.querySelector(`input[name="stars"][value="${Number(answered.stars)}"]`);
      if (star) star.checked = true;
    }
  };

  const finish = (isAnswered = true) => {
    if (isAnswered) keep("localStorage", form, {});
    form.querySelector("fieldset").disabled = true;
    button.hidden = true;
  };

  const showRefusal = (problem) => {
    status.textContent = "";
    if (problem.code === "already_voted" || problem.code === "not_open") {
      status.textContent = problem.message;
      finish(problem.code === "already_voted");
    } else {
      showError(problem.message || words.failed);
    }
  };

  const send = async (input) => {
    const onWaiting = () => (status.textContent = words.waiting);
    ballot ??= await postUntilAnswered(words.ticket, {}, onWaiting);
    if (kind.isOver?.(ballot)) {
      status.textContent = words.voted;
      return finish();
    }
    const answer = await postUntilAnswered(form.action, kind.body(input, ballot), onWaiting);
    ballot = null;
    showCounted(answer);
  };

  showAnsweredBefore();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.ariaDisabled) return;
    const input = kind.read(form);
    showError(input ? "" : words.choose);
    if (!input) return;
    button.ariaDisabled = true;
    status.textContent = words.sending;
    try {
      await send(input);
    } catch (problem) {
      if (!mayPass(problem) && problem.status !== 422) ballot = null;
      showRefusal(problem);
    } finally {
      button.ariaDisabled = null;
    }
  });
}

for (const form of document.querySelectorAll("form[data-ballot]")) improve(form);
