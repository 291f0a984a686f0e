"""What is taken for the name of a person: two to four words with capitals, none of which mostly names something else.

There is no list of names: it would know some peoples' names and not others'. There is one of words that are none.
"""

from __future__ import annotations

import re

_PART = r"[^\W\d_a-z](?:[^\W\d_]|['’](?=[^\W\d_])){1,20}(?:-[^\W\d_a-z][^\W\d_]{1,20})?"
_BETWEEN = r"(?:(?:von|van|der|den|de|del|della|di|da|dos|la|le|al|el|bin|ibn|ben|zu|zur|ter|ten|du|des|y|e)\s){0,3}"
NAME = re.compile(
    rf"(?<![^\W_])(?:(?:Dr|Prof|Mr|Mrs|Ms|Herr|Frau|Mme|M|Sr|Sra)\.?\s)?{_PART}(?:\s[A-Z]\.)?(?:,?\s{_BETWEEN}{_PART}){{1,3}}(?![^\W_])"
)
ONE_NAME = re.compile(rf"(?<![^\W_]){_PART}(?![^\W_])")

_NOT = frozenset(
    """
    about access account accounts action active activity admin agenda agreement alert alerts all analysis analytics and android
    annual api app apple application applications apps april archive article articles assistant asset august australia austria
    author auto automatic award bank base beta bill blog board book books bot brand brazil brief britain browser budget bug bugs
    build business calendar call calls campaign canada case catalog center central centre change channel chapter chart chat check
    china chrome city class client clients cloud code college comment committee community company computer conference
    confidential config configuration connect contact contacts content contract control copy core corporate corporation cost
    council country course cover crash create crew crm current customer customers cv daily dashboard data database date day deal
    december default demo department design desktop details dev developer development device digital direct directory document
    documents domain download draft drafts drive east edge edition editor education email employee employees energy engine
    engineer engineering english enterprise entry error europe event events excel exchange executive expense expenses explorer
    export external facebook family february feedback file files final finance financial firefox first folder form format forms
    forum france free friday front full fund future game general german germany github global gmail goal goals google group
    groups guest guide guideline guidelines health hello help history holiday home hospital hotel hr human image import inbox
    incident index industry info information infrastructure innovation input install instagram insurance integration interface
    internal international internet interview intro introduction invoice ireland issue issues italy item january japan job jobs
    july june junior key kickoff knowledge lab language last launch law lead leadership learn learning legal letter library
    license linkedin linux list live local log login london lunch machine mail mailbox main management manager manual map march
    market marketing master may media meet meeting meetings member members memo menu message messages messenger microsoft
    milestone minutes mobile model module monday month monthly mozilla music national network new news newsletter next north
    note notes notice notification notifications november object october of off offer office official offsite one online open
    operations option order orders organization outlook output overview page pages paper paris part partner partners party
    password patch payment payroll pdf people performance personal phone photo pipeline plan planning platform play policy
    portal post powerpoint practice presentation press preview price pricing privacy private pro problem process product
    production products profile program programme progress project projects proposal public purchase quality quarter quarterly
    query question questions quick random read readme reader recent record recruiting reddit release remote report reports
    request requests research reset resource resources response result results retail retro retrospective review reviews risk
    road roadmap room root safari sales sample saturday schedule school science score screen script search second secure security
    senior september server service services session settings setup sheet shop signal site sketch skype slack slide slides social
    software source south space spain special spotify sprint staff standard standup start state states statement status store
    story strategy studio subject success summary summer summit sunday supplier support survey sync system systems table task
    tasks tax team teams tech technical technology telegram template terminal terms test testing tests thunderbird thursday
    ticket tickets time times title today tomorrow tool tools top topic total town track trade training transfer transformation
    travel trial trip tuesday tutorial twitter university unknown untitled update updates upgrade user users vendor version video
    view visual vpn wall warehouse weather web webinar wednesday week weekly welcome west whatsapp wiki wikipedia window windows
    winter word work workflow working workshop workspace world writer year york youtube zoom
    abteilung aktuelles allgemein analyse anfrage angebot anlage anleitung antrag april arbeit archiv aufgaben auftrag august
    ausgang auswertung bearbeitung bericht besprechung bestellung betreff bewerbung bild blatt buchhaltung büro chat datei daten
    datum deutsche deutschland dezember dienstag dokument donnerstag einführung eingang einkauf einladung einstellungen entwurf
    ergebnis februar finanzen firma fragen freigabe freitag gehalt geschäft gesellschaft gespräch gmbh gruppe handbuch haus herr
    frau inhalt januar juli juni kalender kapitel konferenz konto kunde kunden lager leitung liste lohn marketing mittwoch mai
    märz montag muster nachricht neue neuer neues november oktober ordner personal plan planung posteingang postausgang
    programm projekt protokoll prüfung quartal rechnung rechnungen sammlung samstag schulung seite september sitzung sonntag
    software start strategie tabelle tag technik termin termine text thema übersicht unbenannt unternehmen unterlagen update
    verkauf version vertrag vertrieb verwaltung vorlage vorlagen vorstellung woche zahlen zeit zentrale zusammenfassung
    accueil achat achats août archives avril boîte brouillon brouillons bureau calendrier client clients comité commande
    compte conseil contrat courrier courriel décembre direction document documents données dossier entreprise envoyés équipe
    facture factures février fichier formation général générale gestion groupe hebdomadaire informatique janvier jeudi juillet
    juin lettre liste lundi mai mardi mars marché mercredi messagerie mise modèle novembre nouveau nouvelle octobre ordre page
    paramètres plan présentation projet rapport réception recherche ressources réunion salle samedi semaine septembre service
    société suivi sujet système tableau vendredi ventes
    abril actualización agosto archivo archivos bandeja borrador buscar calendario cliente clientes compras contrato correo
    cuenta datos departamento diciembre dirección documento documentos domingo empresa enero enviados equipo factura facturas
    febrero formación general gestión grupo informe inicio jueves julio junio lista lunes martes marzo mayo mensaje miércoles
    modelo nómina noviembre nueva nuevo octubre oferta pedido plan presentación presupuesto proyecto recursos resumen reunión
    sábado semana semanal septiembre servicio sistema sociedad tarea tareas tema ventas viernes
    """.split()
)


def is_name(text: str) -> bool:
    """Whether words with capitals are taken for a person's name. Words all in capitals are not: they are headings."""
    words = [word for word in re.findall(r"[^\W\d_]+", text) if word not in _TITLES]
    if not words or any(word.casefold() in _NOT for word in words):
        return False
    return all(part[0].isupper() for part in (words[0], words[-1])) and not all(map(str.isupper, words))


def initials(name: str) -> str:
    """The first letters of the first and the last name: a finding names nobody else."""
    words = [word for word in re.findall(r"[^\W\d_]+", name) if word[:1].isupper() and word not in _TITLES]
    return " ".join(f"{word[0]}." for word in (words[0], *words[-1:])[: min(2, len(words))]) if words else "…"


_TITLES = frozenset({"Dr", "Prof", "Mr", "Mrs", "Ms", "Herr", "Frau", "Mme", "Sr", "Sra"})
