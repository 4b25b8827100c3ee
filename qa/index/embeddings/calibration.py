"""Calibration: the cosines of another sentence model on the scale of the one that ships."""

from __future__ import annotations

import numpy as np

from qa.errors import IndexUnusable
from qa.index.embeddings.model import Model

SHIPPED_MEAN, SHIPPED_SPREAD = 0.1465, 0.0998
"""The mean and the standard deviation of the shipped model's cosines between `QUESTIONS`."""

MIN_SPREAD = 1e-3
QUESTIONS = (
    "How many prisoners were released on temporary licence last year?",
    "What steps are being taken to reduce reoffending by women?",
    "What assessment has been made of the adequacy of legal aid for families at inquests?",
    "How many days did claimants wait for a tribunal hearing?",
    "What plans are there to build new prison places in the north of England?",
    "What funding is available to local museums and galleries?",
    "How many libraries closed in each region since 2010?",
    "What discussions have taken place with the BBC on free licences for older people?",
    "What steps are being taken to improve broadband in rural areas?",
    "How much was spent on external consultants by the department?",
    "How many civil servants work outside London?",
    "What is the gender pay gap among senior officials?",
    "What progress has been made on publishing open data?",
    "How many apprentices has the department employed?",
    "What support is given to small businesses that export?",
    "What estimate has been made of the cost of late payment to suppliers?",
    "How many steel workers lost their jobs in Wales?",
    "What steps are being taken to protect pubs from closure?",
    "What is the timetable for the ban on new petrol cars?",
    "How many electric charging points are there on motorways?",
    "What plans are there to reopen railway stations?",
    "What is the average delay of trains between Leeds and Manchester?",
    "What assessment has been made of flooding on farmland?",
    "How many badgers were culled in each county?",
    "What steps are being taken to reduce plastic waste at sea?",
    "What is the government doing to protect bees from pesticides?",
    "How many patients waited more than four hours in accident and emergency?",
    "What steps are being taken to recruit more midwives?",
    "What guidance is given to hospitals on parking charges?",
    "How many children are on a waiting list for mental health treatment?",
    "What funding is there for research into brain tumours?",
    "How many schools have asbestos in their buildings?",
    "What steps are being taken to improve careers advice for pupils with special needs?",
    "How many students from abroad started a degree this year?",
    "What is the cost of free school meals for infants?",
    "How many families are affected by the benefit cap?",
    "What support is given to people who care for a relative with dementia?",
    "How long does it take to decide a claim for a disability benefit?",
    "What steps are being taken to raise awareness of the state pension age for women?",
    "How many asylum seekers live in hotels?",
    "What assessment has been made of the security of the border at small ports?",
    "How many police officers were assaulted on duty?",
    "What steps are being taken against online fraud?",
    "What discussions have been held with France on fishing rights?",
    "What humanitarian aid was sent to Yemen?",
    "What representations were made to China on human rights?",
    "How many soldiers left the army before the end of their contract?",
    "What is the cost of maintaining empty homes for service families?",
    "How many new homes were started by housing associations?",
    "What steps are being taken to remove unsafe cladding from tower blocks?",
)
"""Questions on fifty subjects, as different as those of a Parliament's answers."""


def calibrate(model: Model) -> tuple[float, float]:
    """The scale and the offset that give a model's cosines the mean and spread of the shipped.

    Models differ in how close they put texts that have nothing to do with each other; the weight of
    a cosine and the confidence in a reply are fitted to the shipped one. Raises IndexUnusable for a
    model to which all questions are equally close.
    """
    asked = np.stack([model.query_vector(one) for one in QUESTIONS]).astype(np.float64)
    answers = np.stack([model.passage_vector(one) for one in QUESTIONS]).astype(np.float64)
    cosines = (asked @ answers.T)[~np.eye(len(QUESTIONS), dtype=bool)]
    spread = float(cosines.std())
    if not spread > MIN_SPREAD:
        raise IndexUnusable(
            "The sentence model puts all questions equally close to each other.",
            "Check its pooling and its tokenizer, or name another model.",
        )
    scale = SHIPPED_SPREAD / spread
    return scale, SHIPPED_MEAN - scale * float(cosines.mean())
