"""List more headers of plain files: Nordic languages, and rarer wordings in other languages."""

from pipectl.importing.rules.headers import as_headers

NORDIC = as_headers("""
    title: Affärsnamn, Affär, Affärsmöjlighet, Säljmöjlighet, Rubrik, Ämne, Affärens namn
    title: Salgsmulighed, Handelsnavn, Sag, Sagsnavn, Emne, Navn på salgsmulighed
    title: Salgsmulighet, Tittel, Salgsmuligheten, Avtalenavn
    title: Kaupan nimi, Myyntimahdollisuus, Otsikko, Aihe
    amount: Belopp, Värde, Affärsvärde, Ordervärde, Kontraktsvärde, Summa
    amount: Beløb, Værdi, Ordreværdi, Kontraktværdi, Handelsværdi
    amount: Beløp, Verdi, Ordreverdi, Avtaleverdi, Arvo, Kaupan arvo
    currency: Valuta, Valuutta
    stage: Fas, Steg, Säljfas, Affärsfas, Försäljningsfas, Säljsteg, Trin, Salgsfase, Salgstrin
    stage: Salgssteg, Vaihe, Myyntivaihe
    probability: Sannolikhet, Sannolikhet (%), Chans, Sandsynlighed, Sandsynlighed (%)
    probability: Sannsynlighet, Sannsynlighet (%), Todennäköisyys, Todennäköisyys (%)
    close_on: Förväntat avslut, Förväntat avslutsdatum, Förväntat slutdatum, Planerat avslut
    close_on: Beräknat avslut, Beräknat avslutsdatum, Förväntat stängningsdatum
    close_on: Forventet lukkedato, Forventet afslutning, Forventet afslutningsdato
    close_on: Forventet avslutning, Forventet avslutningsdato, Arvioitu päättymispäivä
    close_date: Avslutsdatum, Stängningsdatum, Lukkedato, Afslutningsdato, Avslutningsdato
    close_date: Sulkemispäivä, Päättymispäivä
    closed_on: Stängd den, Avslutad den, Faktiskt avslutsdatum
    closed_on: Lukket den, Afsluttet den, Faktisk lukkedato, Avsluttet den
    created_on: Skapad den, Skapad datum, Skapat datum, Skapandedatum
    created_on: Oprettet den, Oprettelsesdato, Opprettet dato, Opprettelsesdato, Luontipäivä
    account: Företag, Företagsnamn, Kund, Kundnamn, Virksomhed, Virksomhedsnavn, Firmanavn
    account: Bedrift, Bedriftsnavn, Selskap, Kundenavn, Yritys, Asiakas, Organisaatio
    contact: Kontaktnamn, Kontaktnavn, Yhteyshenkilö
    contact_first: Förnamn, Fornavn, Etunimi
    contact_last: Efternamn, Efternavn, Etternavn, Sukunimi
    lost_reason: Förlustorsak, Orsak till förlust, Anledning till förlust, Anledning förlorad
    lost_reason: Tabsårsag, Årsag til tab, Tabt årsag, Tapsårsak, Årsak til tap, Häviön syy
    next_action: Nästa steg, Nästa aktivitet, Nästa åtgärd, Næste skridt, Næste aktivitet
    next_action: Næste handling, Neste steg, Neste aktivitet, Seuraava vaihe
    source: Källa, Leadkälla, Kilde, Leadkilde, Oprindelse, Lähde
    tags: Taggar, Etiketter, Mærker, Tunnisteet
    note: Beskrivning, Anteckning, Anteckningar, Beskrivelse, Bemærkning, Bemærkninger, Noter
    note: Notat, Notater, Merknad, Kuvaus, Muistiinpano
""")
FURTHER = as_headers("""
    title: subject, topic, project name, deal subject
    title: Thema, Betreff, Vorgang, Projektname
    title: Intitulé, Libellé, Objet, Intitulé de l'affaire, Nom du projet
    title: Asunto, Nombre del proyecto, Nome affare, Nome del progetto
    title: Verkoopkans, Naam verkoopkans, Onderwerp, Negócio, Título do negócio, Assunto, Szansa
    amount: Nettobetrag, Montant HT, Valeur de la transaction, Valor del trato, Offertebedrag
    amount: Montante
    stage: Pipelinephase, Étape de la transaction, Étape du pipeline, Étape commerciale
    stage: Etapa del negocio, Fase de ventas, Fase de venta, Fase trattativa, Fase dell'affare
    stage: Stadium, Etapa do negócio
    probability: Chance in %, Proba, Taux de probabilité, Probabilidad de cierre, Prob. de cierre
    probability: Chance de fechamento
    close_on: Voraussichtl. Abschluss, Vorauss. Abschluss, Date de clôture estimée
    close_on: Date de signature prévue, Date de fermeture prévue, Fecha estimada de cierre
    close_on: Data prevista chiusura, Data chiusura prevista, Data de fechamento esperada
    close_on: Previsão de fechamento, Data de fecho prevista
    closed_on: Abschluss am, Fermé le, Fermée le, Fecha real de cierre, Data chiusura effettiva
    closed_on: Datum gesloten, Werkelijke sluitingsdatum, Data de fechamento real
    closed_on: Concluído em, Zamknięto dnia, Data faktycznego zamknięcia
    created_on: Anlagedatum, Créé(e) le, Creado, Fecha alta, Fecha de alta, Datum aangemaakt
    created_on: Gemaakt op, Data de cadastro, Criada em
    account: Raison sociale, Razón social, Relatie, Razão social, Conta, Nome da empresa
    contact: Ansprechperson, Hauptkontakt, Contact principal, Contacto principal, Hoofdcontact
    contact: Contato principal
    contact_last: surname, Cognome contatto, Cognome del contatto, Cognome referente
    contact_last: Apellidos del contacto, Sobrenome do contato, Apelido
    next_action: next activity, Nächste Aktion, Nächste Aktivität, Prochaine action
    next_action: Prochaine activité, Próxima acción, Próxima actividad, Siguiente acción
    next_action: Volgende activiteit, Próxima ação, Próxima atividade, Próxima tarefa
    source: Source du lead, Fuente del lead
    tags: labels, Mots-clés, Marcadores
    note: Beschrijving, Observaciones, Anotações
""")
