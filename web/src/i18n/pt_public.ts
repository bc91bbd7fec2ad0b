// O que todos veem, e o compartilhamento.
export const open = {
  'public.join': '{link} para seguir {name}, curtir e comentar.',
  'public.joinLink': 'Crie uma conta',
  'share.title': 'Compartilhar',
  'share.address': 'Endereço',
  'share.copy': 'Copiar link',
  'share.copied': 'Link copiado.',
  'share.more': 'Mais opções…',
  'share.private': 'Esta conta é privada: só quem a segue consegue abrir o link.',
  'settings.indexed': 'Buscadores podem listar minhas páginas',
  'settings.indexedHint': 'Enquanto sua conta é pública, quem tem o link abre seu perfil e suas fotos. Ative para que os buscadores também possam listá-los.',
  'settings.indexedPrivate': 'Não tem efeito enquanto sua conta é privada.',
  'about.public': 'Páginas públicas',
  'about.publicText': 'Quem tem o link abre o perfil e as fotos de uma conta pública, sem entrar. Os buscadores só podem listá-los se a pessoa permitir nas configurações de privacidade.',
};
