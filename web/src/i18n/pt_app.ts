// O app: sem rede, instalado, em uma nova versão.
export const app = {
  'app.newVersion': 'Há uma nova versão.',
  'app.reload': 'Recarregar',
  'banner.offlineFrom': 'Você está sem internet · de {time}',
  'banner.downFrom': 'O FotoGal não responde · de {time}',
  'install.title': 'FotoGal como app',
  'install.text': 'Coloque o FotoGal na tela inicial: ele abre mais rápido e mostra as últimas fotos sem internet.',
  'install.do': 'Instalar',
  'install.later': 'Agora não',
};
