"""All pages joined: targets, edges, linked pages, the site. Plain records; links are resolved, nothing is rendered."""

from fingerpost.site.edges import Edge, EdgeKind, MentionLink, Pointers, Sentence
from fingerpost.site.linked import Backlink, Backlinks, LinkedLetter, LinkedPage, LinkedText, LinkedUpdate, PathPlace, Related, Series, Site, Skeleton, Stop, TopicGroup, TopicLinks, shown_docnames
from fingerpost.site.targets import LISTED, Redirect, SCHEME_FILES, TOPIC_GROUPS, in_list_order, list_target, map_target

__all__ = ["LISTED", "SCHEME_FILES", "TOPIC_GROUPS", "Backlink", "Backlinks", "Edge", "EdgeKind", "LinkedLetter", "LinkedPage", "LinkedText", "LinkedUpdate", "MentionLink", "PathPlace", "Pointers", "Redirect", "Related", "Sentence", "Series", "Site", "Skeleton", "Stop", "TopicGroup", "TopicLinks", "in_list_order", "list_target", "map_target", "shown_docnames"]
