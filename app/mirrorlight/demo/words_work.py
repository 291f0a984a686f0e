"""What the demo worker writes in documents, tables, code and terminals. All of it invented; see `words_mail`."""

from __future__ import annotations

PARAGRAPHS: tuple[str, ...] = (
    "Most delays in {month} did not come from the sea. Of {few}0 late consignments, {few} waited for papers, and only"
    " {few} for a ship.\n",
    "The yard works at {few}5 percent of what it could hold. It is full all the same, because empty boxes stand where"
    " full ones should, and nobody [feels resp] is named who moves them.\n",
    "We propose to weigh at the gate instead of at the ramp. A lorry then stops once, not twice, and the driver has the"
    " slip in his hand when he is asked for it.\n",
    "Rail to {city} takes a day longer than road. For {goods} that does not matter; for fresh fruit it does, [which]"
    " and so these stay on the road until the night train begins.\n",
    "Three carriers were asked. One did not answer, one was dear, and {person} of the third wants to see the"
    " hall first,"
    " on {day}.\n",
    "The claims of the year are few but slow. On average {few} weeks pass before the first letter, and most of them are"
    " spent waiting for a photograph that the driver took on the same day.\n",
    "It would help to write down who may open a seal. At present everybody does, and afterwards [no one] everyone says"
    " it was open already.\n",
    "Table {few} shows the cost per box with and without the surcharge of {sum} euros. Without it we are cheaper than"
    " last year, with it we are not.\n",
    "The training for dangerous goods is valid until {month}. {person} and {person} need a new date; the others have"
    " time until spring.\n",
    "Fog, ice and strikes are not in this plan. They were in the last one, and took {few} pages.\n",
    "For the customer it makes little difference which gate is used. For the neighbours in {street} it makes all the"
    " difference: at night, every lorry passes {few} bedrooms.\n",
    "Next steps: ask the terminal for earlier slots, [buy] hire a second set of scales for {month}, and print the seal"
    " numbers on the list so that nobody has to copy them by hand.\n",
    "Der Bericht fasst zusammen, was im Herbst gemessen wurde. Die Zahlen stammen aus dem Hafenbuch und wurden von"
    " {person} geprüft.\n",
    "Auffällig ist der {tag}: An diesem Tag kommen doppelt so viele Wagen an wie sonst, und die Waage steht am selben"
    " Tag am längsten still.\n",
    "Le trajet par {city} reste le plus court, mais il dépend d'une seule écluse. Quand elle ferme, tout attend.\n",
    "The figures for hall {few} are estimates. The counter at the door was broken for {few} days, and somebody counted"
    " with a pencil on the wall.\n",
    "Pallets are returned in good order by {few} of ten customers. The others send back what they have, [whatever] of"
    " any size and colour.\n",
    "A single list, kept by one person and read by all, would replace the {few} lists of today. This was tried in"
    " {month} and failed, because two of them were kept on paper.\n",
)  # fmt: skip
"""Paragraphs of a report."""

NOTES: tuple[str, ...] = (
    "- {person}: seal {few} of {box} is missing, photo by {day}\n", "- {ship} one tide later, crane from {hour}\n",
    "- offer {city}: {sum} per box, valid to end of {month}\n", "- scales, who pays? ask {person}\n",
    "- training room only until {hour}\n", "- [raise] price for {goods} to be checked\n",
    "- next time on {day}, same hour\n", "- nobody from the terminal was there again\n",
    "- list of empties: {person} sends it around\n", "- night gate stays closed, letter to {street}\n",
)  # fmt: skip
"""Lines of notes while a meeting goes on."""

CELLS: tuple[str, ...] = (
    "{number}\t{sum}\t{goods}\n", "{box}\t{weight}\tok\n", "=SUM(D{few}:D{few}8)\t", "{city}\t{few}\t{sum}\n",
    "checked, no duty\t{day}\n", "=C{few}*0.19\t", "{weight}\t[{few}]{weight}\t", "{ship}\t{hour}\t{few}\n",
    "see mail of {day}\n", "{number}\t{number}\t{number}\n",
)  # fmt: skip
"""Rows of a table; Tab goes to the next cell."""

CODE: tuple[str, ...] = (
    "def duty(weight: float, rate: float) -> float:\n    return round(weight * [rat]rate / 100, 2)\n\n",
    '# the list of {month} has commas where {city} has points\nvalue = text.replace(",", ".")\n',
    'for row in read(path):\n    if not row["seal"]:\n        missing.append(row["box"])\n',
    'class Consignment:\n    """One box, from the gate to the ship."""\n\n    def __init__(self, box: str) -> None:\n'
    "        self.box = box\n        self.weights = []\n\n",
    'with open(path, encoding="latin-1") as file:  # they never changed it\n    lines = file.readlines()[{few}:]\n',
    "def late(ship, planned, [now]came):\n    return max(0, (came - planned).total_seconds() / 3600)\n\n",
    'assert total == {number}, "the {goods} are counted twice"\n',
    '# TODO ask {person} what column {few} means\nskip = {{"", "-", "n/a"}}\n',
    "report = {{}}\nfor box in boxes:\n    report.setdefault(box.hall, []).append(box.weight)\n",
    'print(f"{{len(missing)}} seals are missing")\n',
    'def test_a_box_without_weight_is_left_out():\n    assert weigh([Consignment("{box}")]) == 0\n\n',
    'rates = {{"{goods}": 0.0{few}, "timber": 0.0{few}}}\n',
    'if row["day"] == "{day}":\n    continue  # the scales were broken\n',
    "try:\n    number = int(cell)\nexcept ValueError:\n    number = None  # somebody wrote a [word]remark there\n",
    "SELECT hall, count(*) FROM boxes\n WHERE came > '{hour}' GROUP BY hall;\n",
)
"""Pieces of a small program that checks lists."""

COMMANDS: tuple[str, ...] = (
    "git status\n", "git diff --stat\n", "python check_lists.py {month}.csv\n", "ls -l lists/\n",
    "git commit -am 'Leave out boxes without weight'\n", "python -m pytest -q\n", "grep -n {box} lists/*.csv\n",
    "head -{few}0 lists/{month}.csv\n", "git pull\n", "wc -l lists/*.csv\n", "cp lists/{month}.csv /tmp/\n",
    "git log --oneline | head\n", "[pyton]python check_lists.py --all\n", "tail -f check.log\n", "cd ~/lists && ls\n",
    "du -sh lists\n", "less check.log\n", "rsync -a lists/ archive:lists/\n",
)  # fmt: skip
"""What is typed into a terminal."""

QUESTIONS: tuple[str, ...] = (
    "tide table {city}\n", "tariff number {goods}\n", "{ship} position\n", "free time container terminal {city}\n",
    "weather {city} {day}\n", "dried fruit import duty\n", "openpyxl skip empty rows\n", "train times {city}\n",
    "what does ISO 6346 check digit mean\n", "kettle repair near me\n", "strike {city} {day}\n",
    "convert pounds to kilos\n", "csv latin-1 python\n", "birthday [pre]present colleague\n",
    "Öffnungszeiten Zollamt {city}\n", "recette gâteau sans oeufs\n",
)  # fmt: skip
"""What is looked for in the browser at work."""

DOCTOR: tuple[str, ...] = (
    "dermatologist near harbour street\n",
    "mole [changed colour]routine check how long\n",
    "Hello, is an appointment after 16:00 possible? It is about a mole that has [become] grown.\n",
    "sick note for one day how\n",
    "side effects cortisone cream\n",
)
JOBS: tuple[str, ...] = (
    "freight planner part time\n",
    "notice period three months {month}\n",
    "salary logistics coordinator\n",
    "I have worked in freight for nine years and would like to [leave]change to rail. From {month} on I could begin.\n",
    "how to write an application without the boss knowing\n",
    "reference letter what is allowed\n",
)
"""What is private, typed at work all the same."""
