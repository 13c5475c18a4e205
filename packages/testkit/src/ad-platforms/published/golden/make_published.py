"""Derives what platforms' own packages publish of their interfaces: names, types and enums, as facts.

    pip download --no-deps google-ads==34.0.0 facebook-business==26.0.3 airbyte-source-linkedin-ads==5.4.1
    python make_published.py FOLDER_OF_THE_WHEELS

Each wheel becomes a JSON file beside this script; product-hunt.json is transcribed from the schema that it names. Nothing of the packages is run: their source is read as syntax trees.
"""

import ast
import json
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).parent

GOOGLE_API = "v25"
GOOGLE_SCALARS = {
    "STRING": "string",
    "BOOL": "bool",
    "INT64": "int64",
    "UINT64": "int64",
    "INT32": "int",
    "UINT32": "int",
    "DOUBLE": "float",
    "FLOAT": "float",
    "BYTES": "string",
}
WELL_KNOWN = {"FieldMask": "string", "Duration": "string", "Value": "any", "Status": "any"}
GOOGLE_TYPES = """MutateGoogleAdsRequest MutateOperation MutateGoogleAdsResponse MutateOperationResponse
CampaignBudgetOperation CampaignOperation
CampaignCriterionOperation AdGroupOperation AdGroupCriterionOperation AdGroupAdOperation AdOperation CampaignBudget Campaign
Campaign.NetworkSettings TargetSpend MaximizeConversions CampaignCriterion LocationInfo AdGroup AdGroupCriterion KeywordInfo AdGroupAd Ad
CustomParameter ResponsiveSearchAdInfo AdTextAsset SearchGoogleAdsStreamRequest SearchGoogleAdsStreamResponse GoogleAdsRow GeoTargetConstant
Segments Metrics GoogleAdsFailure GoogleAdsError ErrorCode ErrorLocation ErrorLocation.FieldPathElement ErrorDetails QuotaErrorDetails""".split()
GOOGLE_ENUMS = """CampaignStatus AdGroupStatus AdGroupAdStatus AdGroupCriterionStatus AdvertisingChannelType BudgetDeliveryMethod
EuPoliticalAdvertisingStatus AdGroupType KeywordMatchType AuthenticationError AuthorizationError QuotaError DatabaseError InternalError RequestError
FieldError MutateError QueryError EnumError CampaignBudgetError QuotaErrorDetails.QuotaRateScope""".split()

META_OBJECTS = """Campaign AdSet Ad AdCreative Targeting TargetingGeoLocation TargetingAutomation AdPromotedObject AdCreativeObjectStorySpec
AdCreativeLinkData AdCreativeLinkDataCallToAction AdsInsights AdsActionStats""".split()
META_CALLS = {
    "AdAccount": ["create_campaign", "create_ad_set", "create_ad", "get_campaigns", "get_ad_sets", "get_ads"],
    "Campaign": ["api_update", "get_ad_sets", "get_ads", "get_insights"],
    "AdSet": ["api_update"],
    "Ad": ["api_update"],
}
META_ENUMS = """Campaign.Status Campaign.Objective Campaign.SpecialAdCategories Campaign.ExecutionOptions AdSet.Status AdSet.BillingEvent
AdSet.OptimizationGoal AdSet.BidStrategy Ad.Status AdPromotedObject.CustomEventType AdCreativeLinkDataCallToAction.Type AdsInsights.Level""".split()

LINKEDIN_SCHEMAS = {
    "campaign_groups": "AdCampaignGroup",
    "campaigns": "AdCampaign",
    "creatives": "Creative",
    "ad_campaign_analytics": "AdAnalytics",
}
# Of these the connector changes the form while it reads: their names alone are facts about LinkedIn.
LINKEDIN_REWRITTEN = {
    "AdCampaign": ["targetingCriteria", "created", "lastModified"],
    "AdCampaignGroup": ["created", "lastModified"],
    "AdAnalytics": None,
}


def camel(name):
    head, *rest = name.rstrip("_").split("_")
    return head + "".join(part.title() for part in rest)


def dotted(node):
    if isinstance(node, ast.Attribute):
        return [*dotted(node.value), node.attr]
    return [node.id] if isinstance(node, ast.Name) else [node.value] if isinstance(node, ast.Constant) else []


def last_of(path):
    """`module.XEnum.X` is X; `module.Outer.Inner` is Outer.Inner."""
    names = [name for part in path for name in part.split(".") if name[:1].isupper()]
    outer = names[-2] if len(names) > 1 and not names[-2].endswith("Enum") else None
    return f"{outer}.{names[-1]}" if outer else names[-1]


def google_field(call, inside):
    kind = call.args[1 if call.func.attr == "MapField" else 0].attr
    keywords = {keyword.arg: keyword.value for keyword in call.keywords}
    named = keywords.get("message") or keywords.get("enum")
    type_name = last_of(dotted(named)) if named is not None else GOOGLE_SCALARS[kind]
    if isinstance(named, ast.Name) and f"{inside}.{type_name}" in GOOGLE_TYPES + GOOGLE_ENUMS:
        type_name = f"{inside}.{type_name}"
    type_name = WELL_KNOWN.get(type_name, type_name)
    return type_name + ("[]" if call.func.attr == "RepeatedField" else "")


def read_google(node, types, enums, inside=None):
    bases = {base.attr for base in node.bases if isinstance(base, ast.Attribute)}
    name = f"{inside}.{node.name}" if inside and not inside.endswith("Enum") else node.name
    if "Enum" in bases:
        plain = node.name if inside and node.name == inside.removesuffix("Enum") else name
        enums[plain] = [target.id for line in node.body if isinstance(line, ast.Assign) for target in line.targets]
        return
    fields = {}
    for line in node.body:
        if isinstance(line, ast.ClassDef):
            read_google(line, types, enums, node.name)
        elif isinstance(line, ast.AnnAssign) and isinstance(line.value, ast.Call):
            fields[camel(line.target.id)] = google_field(line.value, node.name)
    # Containers of other modules may have the same name: the common one is the fullest.
    if len(fields) > len(types.get(name, {})):
        types[name] = fields


def derive_google(wheel):
    types, enums = {}, {}
    for path in wheel.namelist():
        if path.startswith(f"google/ads/googleads/{GOOGLE_API}/") and "/types/" in path and path.endswith(".py"):
            for node in ast.parse(wheel.read(path)).body:
                if isinstance(node, ast.ClassDef):
                    read_google(node, types, enums)
    wanted_enums = {name: enums[name] for name in GOOGLE_ENUMS}
    return {"api": GOOGLE_API, "types": {name: types[name] for name in GOOGLE_TYPES}, "enums": wanted_enums}


def meta_class(wheel, name):
    tree = ast.parse(wheel.read(f"facebook_business/adobjects/{name.lower()}.py"))
    return next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == name)


def constants(node):
    return [
        line.value.value for line in node.body if isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant)
    ]


def meta_type(name, owner, enums):
    """`list<x>` is x[]; enums of a class or a call by their full name."""
    if name.startswith("list<"):
        return meta_type(name[5:-1], owner, enums) + "[]"
    if name in enums:
        return enums[name]
    return f"{owner}.{name}" if f"{owner}.{name}" in META_ENUMS else name


def meta_call(cls, call, all_enums):
    method = next(node for node in cls.body if isinstance(node, ast.FunctionDef) and node.name == call)
    lines = [line for line in method.body if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name)]
    found = {line.targets[0].id: line.value for line in lines}
    enums = {}
    for key, value in zip(found["enums"].keys, found["enums"].values):
        if isinstance(value, ast.Call):
            # Class.Enum.__dict__.values()
            enums[key.value] = ".".join(dotted(value.func)[:-2])
        else:
            enums[key.value] = f"{cls.name}.{call}.{key.value}"
            all_enums[enums[key.value]] = [item.value for item in value.elts]
    parameters = zip(found["param_types"].keys, found["param_types"].values)
    return {key.value: meta_type(value.value, cls.name, enums) for key, value in parameters}


def derive_meta(wheel):
    types, enums = {}, {}
    for name in META_OBJECTS:
        cls = meta_class(wheel, name)
        fields = next(
            line.value for line in cls.body if isinstance(line, ast.Assign) and line.targets[0].id == "_field_types"
        )
        types[name] = {key.value: meta_type(value.value, name, {}) for key, value in zip(fields.keys, fields.values)}
    for name, calls in META_CALLS.items():
        cls = meta_class(wheel, name)
        for call in calls:
            types[f"{name}.{call}"] = meta_call(cls, call, enums)
    for full in META_ENUMS:
        owner, name = full.split(".")
        enums[full] = constants(
            next(node for node in meta_class(wheel, owner).body if isinstance(node, ast.ClassDef) and node.name == name)
        )
    config = wheel.read("facebook_business/apiconfig.py").decode()
    return {"api": config.split("'API_VERSION': '")[1].split("'")[0], "types": types, "enums": enums}


def linkedin_type(schema, name, types):
    kinds = schema.get("type", "object")
    kind = next((one for one in ([kinds] if isinstance(kinds, str) else kinds) if one != "null"), "any")
    if kind == "array":
        return linkedin_type(schema.get("items", {}), name, types) + "[]"
    if kind == "object" and schema.get("properties"):
        rewritten = LINKEDIN_REWRITTEN.get(name, [])
        types[name] = {
            key: "any" if rewritten is None or key in rewritten else linkedin_type(value, f"{name}.{key}", types)
            for key, value in schema["properties"].items()
        }
        return name
    return {"string": "string", "integer": "int", "number": "float", "boolean": "bool"}.get(kind, "any")


def derive_linkedin(wheel):
    import yaml

    manifest = yaml.safe_load(wheel.read("source_linkedin_ads/manifest.yaml"))
    types = {}
    for schema, name in LINKEDIN_SCHEMAS.items():
        linkedin_type(manifest["schemas"][schema], name, types)
    return {"api": "202502", "types": types, "enums": {}}


PACKAGES = {
    "google_ads-34.0.0": ("google-ads", derive_google, "Google's own client; Apache-2.0"),
    "facebook_business-26.0.3": ("meta", derive_meta, "Meta's own client; its licence is the platform's"),
    "airbyte_source_linkedin_ads-5.4.1": ("linkedin", derive_linkedin, "a third party's connector; MIT"),
}


def main(folder):
    for stem, (platform, derive, whose) in PACKAGES.items():
        with zipfile.ZipFile(next(Path(folder).glob(f"{stem}-*.whl"))) as wheel:
            found = derive(wheel)
        package, version = stem.rsplit("-", 1)
        head = {
            "package": package.replace("_", "-"),
            "version": version,
            "registry": "PyPI",
            "whose": whose,
            "api": found["api"],
        }
        lines = lambda part: ",\n".join(f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in part.items())
        text = f'{{"source": {json.dumps(head)},\n"types": {{\n{lines(found["types"])}\n}},\n"enums": {{\n{lines(found["enums"])}\n}}}}\n'
        (HERE / f"{platform}.json").write_text(text)


main(sys.argv[1])
