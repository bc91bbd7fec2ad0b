// Buttons that switch something of a thing on and off: what was pressed shows at once, and is taken back if the service
// refuses. One request at a time for each thing; if the person presses again meanwhile, the last press decides.
import {toApiError} from '../api/errors';
import {complain} from './toasts';

export class Presses<Answer> {
  // Things with a running request: the service's last answer, and what the person wants by now.
  private readonly pending = new Map<string, {told: Answer; wanted: boolean}>();
  constructor(
      private readonly ask: (id: string, on: boolean) => Promise<Answer>,
      private readonly settle: (id: string, told: Answer) => void) {}

  // `before`: how the service has told the thing, before it is shown as pressed.
  press(id: string, on: boolean, before: Answer): void {
    const task = this.pending.get(id);
    if (task) {
      task.wanted = on;
      return;
    }
    this.pending.set(id, {told: before, wanted: on});
    void this.send(id);
  }

  private async send(id: string): Promise<void> {
    const task = this.pending.get(id)!;
    for (;;) {
      const {wanted} = task;
      let refused: unknown;
      try {
        task.told = await this.ask(id, wanted);
      } catch (error) {
        refused = error;
      }
      if (!refused && task.wanted !== wanted) continue;
      this.pending.delete(id);
      this.settle(id, task.told);
      if (refused) complain(toApiError(refused));
      return;
    }
  }
}
