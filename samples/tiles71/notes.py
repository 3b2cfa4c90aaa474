"""The words of the pages that are about tiles in general."""

NORMS = (
    ("EN ISO 10545-2", "Dimensions and surface quality", "± 0.6 %, max ± 2 mm", "± 0.5 %"),
    ("EN ISO 10545-3", "Water absorption", "≤ 0.5 %", "> 10 %"),
    ("EN ISO 10545-4", "Breaking strength and rupture", "≥ 1300 N, ≥ 35 N/mm²", "≥ 600 N"),
    ("EN ISO 10545-6", "Deep abrasion, unglazed tiles", "≤ 175 mm³", "not applicable"),
    ("EN ISO 10545-7", "Surface abrasion, glazed tiles", "class to be declared", "class declared"),
    ("EN ISO 10545-8", "Linear thermal expansion", "value to be declared", "declared"),
    ("EN ISO 10545-9", "Resistance to thermal shock", "required", "required"),
    ("EN ISO 10545-12", "Resistance to frost", "required", "not required"),
    ("EN ISO 10545-13", "Resistance to chemicals", "min. class B", "min. class B"),
    ("EN ISO 10545-14", "Resistance to stains", "min. class 3", "min. class 3"),
    ("DIN 51130", "Slip resistance with shoes", "R9 to R13", "not applicable"),
    ("DIN 51097", "Slip resistance barefoot", "A to C", "not applicable"),
    ("EN 13501-1", "Reaction to fire", "A1, without test", "A1"),
)

GLOSSARY = (
    ("Bisque", "the fired body of a tile before it is glazed."),
    ("Calibre", "the real measure of a batch, as printed on the box; never mix two of them in one room."),
    ("Engobe", "a thin layer of clay between body and glaze that hides the colour of the body."),
    ("Frost", "water in the pores expands when it freezes; a dense body takes up too little for that to matter."),
    ("Full body", "the same mixture from face to back, so that a chip hardly shows."),
    ("Grip", "a finish with fine grains in the glaze, for outdoors and showers."),
    ("Honed", "ground to an even, dull surface."),
    ("Joint", "the gap between tiles, filled with grout; 2 mm for rectified pieces, else 4 mm."),
    ("Lappato", "half polished: the high parts shine and the low ones stay dull."),
    ("Linen", "in the trade, a fine woven relief pressed into the surface."),
    (
        "Porcelain stoneware",
        "a body of white clays, feldspar and quartz, pressed at 400 kg/cm² and fired above 1200 °C.",
    ),
    ("Rectified", "cut to an exact measure after firing."),
    ("Shade variation", "from V1, uniform, to V4, where every piece differs."),
    ("Silk", "a finish between matt and polished, soft to the hand."),
    ("Slab", "a piece of one square metre or more."),
    ("Terrace", "an outdoor floor; 20 mm slabs can be laid on pedestals without mortar."),
    ("Third fire", "a further firing for decorations in metal or deep red."),
    ("Trim", "a narrow piece that covers an outer edge."),
)

LAYING = (
    ("Check before you begin", "Open several boxes, mix the pieces and compare shade and calibre. Complaints about"
     " visible faults can't be accepted once the material is laid."),
    ("Prepare the ground", "The screed must be flat, dry (below 2 % for cement, 0.5 % for anhydrite), free of cracks."),
    ("Plan the pattern", "Offset long formats by no more than a third of their length. Start from the line that is seen"
     " first from the door."),
    ("Spread the adhesive", "Use an adhesive of class C2TE S1. For pieces of 60 by 120 centimetres or"
     " more, butter the back too."),
    ("Set and level", "Press with a rubber mallet and use levelling clips. Clean the joints before the adhesive sets."),
    ("Leave movement joints", "Every 25 square metres indoors, every 9 outdoors, and around all walls and pillars."),
    ("Grout and wash", "Wait a day. Grout in a tone close to the tile's, and wash with plenty of clean water."),
)  # fmt: skip

CARE = (
    (
        "After laying",
        "Remove the cement film with a buffered acid, at the earliest four days after grouting. Test first.",
    ),
    (
        "Every day",
        "Sweep or vacuum, then wipe with a damp cloth and a neutral cleaner. Wax leaves streaks: don't use it.",
    ),
    ("Grease and oil", "An alkaline cleaner, five minutes, rinse."),
    ("Rust, lime, wine", "An acid cleaner for the first two; bleach, well thinned, for the last."),
    ("Polished surfaces", "Felt under chair legs, mats at the door. Wipe coffee and red wine at once."),
    ("Outdoors", "Water and a stiff brush in spring. No salt is needed in winter, and none harms the tile."),
)

TERMS = (
    "These terms apply to all sales of the seller. Other terms bind the seller only when accepted in writing.",
    "Offers are open for thirty days. An order is accepted when the seller has confirmed it in writing.",
    "Prices are in euros, ex works, without tax, packing included. Pallets are charged at 12.00 each and taken back.",
    "Delivery dates are approximate. Delays give no right to compensation unless caused by gross negligence.",
    "Risk passes to the buyer when the goods leave the works, even where carriage is paid by the seller.",
    "Payment is due within thirty days of the invoice. Late payments bear interest at the legal rate.",
    "Goods remain the seller's property until they have been paid in full.",
    "Ceramic tiles vary in shade, measure and flatness within the norms; such variation is not a defect.",
    "Visible faults must be notified in writing within eight days of delivery and before laying.",
    "The seller's liability is limited to replacement of the faulty goods or return of their price.",
    "Samples and pictures show the general look and bind neither as to shade nor as to veining.",
    "Returns are taken only by agreement, in full boxes, within sixty days, less 20 % for handling.",
    "The place of jurisdiction is the seller's seat. The law of that place applies, without the Vienna convention.",
    "Should one clause be void, the others stand.",
)

SHOWROOMS = (
    ("Casteldoro", "Via delle Fornaci 12", "Monday to Saturday, 9 to 18", "+39 000 555 0101"),
    ("Milano", "Corso dei Mille 44", "by appointment", "+39 000 555 0142"),
    ("Hamburg", "Speicherweg 8", "Tuesday to Friday, 10 to 18", "+49 000 555 0177"),
    ("Lyon", "18, quai des Tanneurs", "Tuesday to Saturday, 10 to 19", "+33 000 555 0123"),
    ("London", "3 Kiln Yard", "Monday to Friday, 9 to 17", "+44 000 555 0190"),
    ("Valencia", "Calle del Horno 27", "Monday to Friday, 9 to 19", "+34 000 555 0164"),
    ("Budapest", "Kályhás utca 5", "Tuesday to Friday, 10 to 18", "+36 000 555 0118"),
    ("Chicago", "410 West Mosaic Street", "by appointment", "+1 000 555 0135"),
)
