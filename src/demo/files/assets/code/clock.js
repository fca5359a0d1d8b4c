// A clock that a test can turn.
export class Clock {
  #now = 0;
  #waiting = [];

  now() {
    return this.#now;
  }

  sleep(milliseconds) {
    return new Promise((wake) => {
      this.#waiting.push({ at: this.#now + milliseconds, wake });
    });
  }

  advance(milliseconds) {
    this.#now += milliseconds;
    const due = this.#waiting.filter(({ at }) => at <= this.#now);
    this.#waiting = this.#waiting.filter(({ at }) => at > this.#now);
    due.sort((a, b) => a.at - b.at).forEach(({ wake }) => wake());
  }
}
