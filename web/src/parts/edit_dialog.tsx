// A dialog in which texts are changed: its fields, what was refused, Cancel and Save.
import type {ComponentChildren, JSX} from 'preact';
import {t} from '../i18n';
import {problemText} from '../i18n/problems';
import type {Task} from '../state/task';
import {Dialog} from './dialog';
import {Form, Submit} from './field';

interface EditDialogProps {
  title: string;
  task: Task;
  onSave: () => Promise<void>;
  onClose: () => void;
  children: ComponentChildren;
}

export function EditDialog({title, task, onSave, onClose, children}: EditDialogProps): JSX.Element {
  return (
    <Dialog title={title} onClose={onClose}>
      <Form onSubmit={onSave}>
        {children}
        {task.error && <p class="error" role="alert">{problemText(task.error)}</p>}
        <div class="choices">
          <button type="button" class="button" onClick={onClose}>{t('app.cancel')}</button>
          <Submit busy={task.busy}>{t('app.save')}</Submit>
        </div>
      </Form>
    </Dialog>
  );
}
