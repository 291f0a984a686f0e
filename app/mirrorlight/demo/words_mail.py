"""What the demo worker types in mails and messages. All of it invented; `{…}` is filled in by `corpus.Corpus`.

What stands in brackets is typed and taken back again before the sentence goes on.
"""

from __future__ import annotations

MAILS: tuple[str, ...] = (
    "Dear {person},\nthe papers for {ship} are complete except for the weight of container {box}. Could you [send]"
    " ask the yard to weigh it again before {day}?\nKind regards,\nInes\n",
    "Hello {person},\nthanks for the quick answer. I have moved the {goods} to {day}, the berth is free from"
    " {hour} on.\n"
    "Best,\nInes\n",
    "Hi {person},\nthe invoice over {sum} euros is booked twice, once in [Septem]October and once last week. I will"
    " cancel the second one unless you object.\nInes\n",
    "Good morning {person},\n{ship} is {few} hours late because of fog at the locks. The reefers with {goods} are to be"
    " unloaded first, the rest can wait until {day}.\nInes\n",
    "Dear colleagues,\nfrom {day} on the north gate is closed between {hour} and {hour}. Lorries for us come in through"
    " {street}. I have told the drivers, but the sign is still missing.\nInes Marlow\n",
    "Hello {person},\nyou asked who signs for the {goods}. It was {person} until the summer, since then nobody has been"
    " [responsible] named. Shall I do it for the time being?\nInes\n",
    "Hi {person},\nI went through the claims of last month: {few} are about water, one about a broken seal, and one"
    " [is simply wr] does not belong to us at all. The list is in the shared folder.\nInes\n",
    "Dear {person},\nthe tariff number in your declaration belongs to fresh fruit, not to dried. That is a"
    " difference of"
    " {sum} euros. I have put the right one into the draft; one look from you and it can go out.\nInes\n",
    "Hello {person},\ncould we have the offer for {city} by {day}? The customer wants to compare, and we are [always]"
    " mostly the last to answer.\nThanks,\nInes\n",
    "Hi {person},\nno, the {few} pallets in hall {few} are not ours. They have stood there since {day} and nobody has"
    " asked for them. Photos are attached.\nInes\n",
    "Sehr geehrte Frau Petersen,\ndie Papiere für die {ship} liegen bei. Der Container {box} wird am {tag} gewogen,"
    " danach kann er auf die Bahn.\nMit freundlichen Grüßen\nInes Marlow\n",
    "Lieber {person},\nkannst du bitte noch einmal auf die Liste schauen? In Zeile {few} steht ein [flasch]falsches"
    " Gewicht, und die Spedition fragt schon zum zweiten Mal.\nDanke dir, Ines\n",
    "Guten Morgen,\nam {tag} fällt die Frühbesprechung aus. Was dringend ist, bitte bis {hour} Uhr per Mail.\nInes\n",
    "Bonjour {person},\nle conteneur {box} est arrivé ce matin, mais le plombage est cassé. Je vous envoie les photos"
    " dans la journée.\nCordialement,\nInes Marlow\n",
    "Bonjour,\nmerci pour votre message. Le départ vers {city} est confirmé pour {hour} heures, il reste encore {few}"
    " places sur le train.\nBien à vous,\nInes\n",
    "Dear {person},\nplease find the minutes of our call below. We agreed that {goods} go by rail from {month} on, that"
    " {person} looks for a second carrier, and that nobody [promises] names a date to the customer before"
    " {day}.\nInes\n",
    "Hello {person},\nI cannot open the file you sent, it seems to be an older format. Could you save it again, or just"
    " paste the {few} lines that matter?\nInes\n",
    "Hi {person},\nthe scales at gate {few} show {few} kilos too much when they are wet. I have [complained] told the"
    " workshop, they will come on {day}. Until then please use the ones behind the office.\nInes\n",
    "Dear {person},\nthank you for your patience. The surcharge of {sum} euros was a mistake of ours and has been"
    " taken off. You will find the new invoice attached.\nKind regards,\nInes Marlow\n",
    "Hello {person},\ncan you take over the desk on {day} from {hour}? I would do your Friday in return.\nInes\n",
    "Hi all,\nthe kettle in the kitchen on the second floor is broken again. {person} knows somebody who can repair it,"
    " so please do not [throw] buy another one.\nInes\n",
    "Dear {person},\nabout {ship}: the agent says {day}, the terminal says a day later, and the tracking page says she"
    " is still in {city}. I would plan with the latest of the three.\nInes\n",
    "Hello {person},\nthe customs office has a question about line {few} of the declaration. They want to know what the"
    " {goods} are used for. Two sentences from the customer would be enough.\nInes\n",
    "Hi {person},\nquick question before I answer the customer in {city}: is the free time at the terminal"
    " {few} days or"
    " {few}? The contract says one thing and the price list another.\nInes\n",
    "Dear {person},\nI am writing down what we said on the phone so that it is not forgotten. You send the packing list"
    " until {day}, I book the lorry, and the driver calls you {few} hours before he arrives.\nInes\n",
    "Hello {person},\nyour parking card is at the front desk. Somebody found it under a [car]forklift.\nInes\n",
    "Hallo zusammen,\nhier der Stand zu {city}: {few} Sendungen sind raus, zwei hängen noch am Zoll, eine hat keine"
    " Papiere. Ich melde mich, sobald ich [mehr weiss]mehr weiß.\nInes\n",
    "Hi {person},\nfor the audit in {month} they need every delivery note of hall {few}, signed. I have found"
    " about half"
    " of them. Do you know where the blue folder went?\nInes\n",
)  # fmt: skip
"""Mails of work, each typed from the beginning to the end."""

CHATS: tuple[str, ...] = (
    "good morning\n", "is {ship} in [alredy]already?\n", "yes, berth {few}, since {hour}\n", "back in ten minutes\n",
    "thanks, that was quick\n", "who has the key of hall {few}?\n", "I think {person} had it last\n",
    "can somebody look at {box}, the seal number does not match\n", "on it\n", "the lorry for {city} is here\n",
    "he can wait behind gate {few}, the ramp is full\n", "lunch at half past twelve?\n",
    "only if it is not fish again\n",
    "ich bin kurz am Telefon, gleich wieder da\n", "hat jemand die Liste von gestern?\n", "liegt im Ordner {month}\n",
    "super, danke\n", "ca va, j'arrive dans cinq minutes\n", "the scales show nonsense again\n",
    "restart helps, sometimes twice\n", "{person} is ill today, I take the phone\n", "get well soon from all of us\n",
    "did the customer in {city} answer?\n", "[no idea]not yet, I will call at {hour}\n",
    "please no new bookings for {ship}, she is full\n", "one reefer would still fit if {person} moves the {goods}\n",
    "printer on the second floor is out of toner\n", "is that a real one or the one from the training?\n",
    "real, unfortunately\n", "I sent you the list with {few} open points\n",
    "line {few} is done, the rest after lunch\n",
    "rain in an hour, the {goods} should go inside\n", "already covered, but thanks\n",
    "can we talk for two minutes? [It is about {person}]nothing urgent\n", "sure, call me\n",
    "who is on shift on {day}?\n", "{person} and me, until {hour}\n", "the meeting is moved to {hour}\n",
    "again?\n", "the room was double booked\n", "happy birthday {person}\n", "cake is in the kitchen\n",
    "terminal says {few} hours for the crane\n", "then we miss the train to {city}\n",
    "there is another one at {hour}\n",
    "{sum} euros for one night of parking, really?\n", "it is in the contract, page {few}\n",
    "I stand corrected\n", "moin, bin heute erst ab {hour} im Büro\n", "alles klar\n", "see you tomorrow\n",
    "have a good evening everybody\n", "the new form does not save, do others have that too?\n",
    "same here, I have told them\n", "they say it works after logging in again\n", "it does not\n",
)  # fmt: skip
"""Lines of the office's chat, in any order."""

UNION: tuple[str, ...] = (
    "Dear {person},\nI would like to come to the meeting of the works council on {day}, if that is possible without"
    " [my boss] my name on the list. Several of us in hall {few} have the same question: are the keyboards counted?\n"
    "I write from my private address next time.\nInes\n",
    "Hello {person},\nthank you for the leaflet of the union. How much is the fee for somebody with three quarters of a"
    " post? And [does the company learn] is anybody told when one joins?\nInes\n",
    "Hi {person},\nfour colleagues would sign the letter about the shift plan, two more are afraid. I think we should"
    " [wait] talk to them alone first.\nInes\n",
)
"""Mails that are nobody's business."""
