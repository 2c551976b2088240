// Compares verdicts on documents: graphql-js's parser and validator against a running service.
//   node verdicts.mjs http://127.0.0.1:8000/graphql [SEED] [COUNT]
// Half of the documents are generated from the schema and valid, the others are derived from these by changing tokens. The
// last line is `N passed, M failed`. The service executes nothing that changes anything: it is asked anonymously.
import {
    buildClientSchema, getIntrospectionQuery, getNamedType, isAbstractType, isCompositeType, isEnumType,
    isInputObjectType, isListType, isNonNullType, isRequiredArgument, isRequiredInputField, isScalarType, Lexer,
    MaxIntrospectionDepthRule, parse, Source, specifiedRules, TokenKind, validate,
} from 'graphql';

const [url, seed = '1', count = '600'] = process.argv.slice(2);
const headers = { 'content-type': 'application/json', accept: 'application/graphql-response+json' };
const ask = async (body) => (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).json();
const schema = buildClientSchema((await ask({ query: getIntrospectionQuery({ oneOf: true }) })).data);
const rules = [...new Set([...specifiedRules, MaxIntrospectionDepthRule])];

// mulberry32
let state = Number(seed) >>> 0;
function random() {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const below = (n) => Math.floor(random() * n);
const pick = (list) => list[below(list.length)];
const chance = (p) => random() < p;

const STRINGS = [
    '""', '"x"', '"\\n\\"\\\\\\/"', '"\\u00e9"', '"\\uD83D\\uDE00"', '"\\u{1F600}"', '"é😀"', '"""block"""',
    '"""\n  a\n    b\n"""', '"""a \\""" b"""', '"\t"',
];
// A value of each scalar of the graph's own that it accepts.
const SCALARS = {
    BigInt: '"12"', Date: '"2030-01-02"', DateTime: '"2030-01-02T03:04:05Z"', Decimal: '"1.5"', Duration: '"PT1H"',
    JSON: '{a: [1, null]}', LocalDateTime: '"2030-01-02T03:04:05"', Time: '"03:04:05"',
};

/** One document under construction. */
class Builder {
    fragments = [];
    variables = new Map();

    value(type, depth, constant = false) {
        if (isNonNullType(type)) return this.present(type.ofType, depth, constant, true);
        if (chance(0.1)) return 'null';
        return this.present(type, depth, constant, false);
    }

    present(type, depth, constant, required) {
        if (!constant && chance(0.2)) {
            const variable = this.variable(type, required);
            if (variable) return variable;
        }
        if (isListType(type)) {
            if (chance(0.2)) return this.value(type.ofType, depth + 1, constant);
            return `[${Array.from({ length: below(3) }, () => this.value(type.ofType, depth + 1, constant)).join(', ')}]`;
        }
        if (isEnumType(type)) return pick(type.getValues()).name;
        if (isScalarType(type)) {
            switch (type.name) {
                case 'Int': return pick(['0', '1', '-7', '2147483647', '-0']);
                case 'Float': return pick(['0', '1.5', '-1e3', '2E-2', '3']);
                case 'Boolean': return pick(['true', 'false']);
                case 'ID': return pick(['1', '"VGlja2V0OjE"', '99999999999999999999', '-5', '""']);
                case 'String': return pick(STRINGS);
                case 'Upload': return null;
                default: return SCALARS[type.name];
            }
        }
        const fields = Object.values(type.getFields()).filter((field) => getNamedType(field.type).name !== 'Upload');
        if (type.isOneOf) {
            const field = pick(fields);
            const inner = isNonNullType(field.type) ? field.type.ofType : field.type;
            return `{${field.name}: ${this.present(inner, depth + 1, true, true)}}`;
        }
        const chosen = fields.filter((f) => isRequiredInputField(f) || (depth < 3 && chance(2 / (fields.length + 1))));
        return `{${chosen.map((f) => `${f.name}: ${this.value(f.type, depth + 1, constant)}`).join(' ')}}`;
    }

    /** A variable that may stand where the type is needed. */
    variable(type, required) {
        if (getNamedType(type).name === 'Upload' || this.variables.size > 3) return null;
        const name = `v${this.variables.size}`;
        this.variables.set(name, '');
        const form = below(required ? 2 : 4);
        const fallback = () => this.present(type, 2, true, true);
        this.variables.set(name, [`${type}! = ${fallback()}`, `${type} = ${fallback()}`, `${type}`, `${type}!`][form]);
        return `$${name}`;
    }

    arguments(args) {
        const given = args.filter((arg) => getNamedType(arg.type).name !== 'Upload')
            .filter((arg) => isRequiredArgument(arg) || chance(0.25));
        return given.length ? `(${given.map((arg) => `${arg.name}: ${this.value(arg.type, 0)}`).join(', ')})` : '';
    }

    directives() {
        if (!chance(0.08)) return '';
        const condition = chance(0.5) ? pick(['true', 'false']) : this.variable(schema.getType('Boolean'), true);
        return condition ? ` @${pick(['skip', 'include'])}(if: ${condition})` : '';
    }

    set(type, depth) {
        const fields = isAbstractType(type) && !type.getFields ? [] : Object.values(type.getFields());
        const out = [];
        for (let i = 0; i < 1 + below(3); i += 1) {
            const roll = random();
            if (roll < 0.1 || !fields.length) {
                out.push(`__typename${this.directives()}`);
            } else if (roll < 0.2 && depth < 5) {
                const on = chance(0.3) ? '' : ` on ${pick(this.possible(type)).name}`;
                const inner = on ? schema.getType(on.slice(4)) : type;
                out.push(`...${on}${this.directives()} {${this.set(inner, depth + 1)}}`);
            } else if (roll < 0.3 && depth < 5) {
                const on = pick(this.possible(type));
                const name = `f${this.fragments.length}`;
                this.fragments.push('');
                this.fragments[Number(name.slice(1))] = `fragment ${name} on ${on} {${this.set(on, depth + 1)}}`;
                out.push(`...${name}${this.directives()}`);
            } else {
                const leaves = fields.filter((field) => !isCompositeType(getNamedType(field.type)));
                const field = pick(depth >= 4 && leaves.length ? leaves : fields);
                const of = getNamedType(field.type);
                if (isCompositeType(of) && depth >= 6) continue;
                const alias = chance(0.6) ? `a${(this.aliases = (this.aliases ?? 0) + 1)}: ` : '';
                const below = isCompositeType(of) ? ` {${this.set(of, depth + 1)}}` : '';
                out.push(`${alias}${field.name}${this.arguments(field.args)}${this.directives()}${below}`);
            }
        }
        return out.length ? out.join(' ') : '__typename';
    }

    possible(type) {
        return isAbstractType(type) ? [type, ...schema.getPossibleTypes(type)] : [type];
    }

    document() {
        const kind = pick(['query', 'query', 'query', 'mutation', 'subscription']);
        const root = { query: schema.getQueryType(), mutation: schema.getMutationType(),
            subscription: schema.getSubscriptionType() }[kind];
        let set = this.set(root, 0);
        if (kind === 'query' && chance(0.1)) set = `__schema {${this.set(schema.getType('__Schema'), 0)}}`;
        const variables = [...this.variables].map(([name, type]) => `$${name}: ${type}`).join(', ');
        const name = chance(0.3) ? '' : ' Q';
        return `${kind}${name}${variables ? `(${variables})` : ''} {${set}} ${this.fragments.join(' ')}`;
    }
}

function tokens(text) {
    const lexer = new Lexer(new Source(text));
    const all = [];
    for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
        if (token.kind !== TokenKind.COMMENT) all.push(text.slice(token.start, token.end));
    }
    return all;
}

const POOL = [
    '{', '}', '(', ')', '[', ']', ':', '!', '$', '@', '...', '=', '|', '&', 'on', 'query', 'fragment', 'true', 'null',
    'id', '__typename', 'Ticket', 'Node', 'Int', '1', '-1.5', '01', '1x', '"', '"\\uD83D"', '"\\u{110000}"', '"\\u{}"',
    '"""', '$v0', '@skip(if: true)', '@include(if: $v0)', '@deprecated', '...f0', 'x: id', 'first: 1', 'first: 2',
    '{a: 1, a: 2}', '#', '\ufeff', ',', '99999999999999999999', '\u0000', '.', '"\n"',
];

/** A document that is probably not valid any more. */
function changed(text) {
    const list = tokens(text);
    for (let i = 0; i < 1 + below(2); i += 1) {
        const at = below(list.length);
        switch (below(6)) {
            case 0: list.splice(at, 1); break;
            case 1: list.splice(at, 0, list[at]); break;
            case 2: list[at] = pick(list); break;
            case 3: list[at] = pick(POOL); break;
            case 4: list.splice(at, 0, pick(POOL)); break;
            default: {
                const end = Math.min(list.length, at + 1 + below(6));
                list.splice(end, 0, ...list.slice(at, end));
            }
        }
    }
    return list.join(' ');
}

function theirs(text) {
    try {
        const errors = validate(schema, parse(text), rules);
        return errors.length ? errors[0].message : null;
    } catch (error) {
        return error.message;
    }
}

const REFUSED = ['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED'];
// What the service limits, and what it does not support: nothing to compare.
const LIMITS = /^QUERY_TOO|^ANSWER_TOO|^LIST_TOO|^PAYLOAD_TOO|^OPERATION_RESOLUTION/;
const UNSUPPORTED = /root field of a subscription|a subscription must have one root field/;
// Values of the graph's own scalars, which graphql-js does not know.
const SCALAR = /its type is (BigInt|Date|DateTime|Decimal|Duration|JSON|LocalDateTime|Time|Upload)\b/;

async function ours(text) {
    const answer = await ask({ query: text });
    const errors = answer.errors ?? [];
    const codes = errors.map((error) => error.extensions?.code ?? '');
    if (codes.some((code) => LIMITS.test(code))) return undefined;
    const refused = errors.filter((error) => REFUSED.includes(error.extensions?.code));
    if (refused.some((error) => UNSUPPORTED.test(error.message) || SCALAR.test(error.message))) return undefined;
    return refused.length && !('data' in answer) ? refused[0].message : null;
}

let passed = 0;
let failed = 0;
let skipped = 0;
const verdicts = { valid: 0, invalid: 0 };
for (let i = 0; i < Number(count); i += 1) {
    const valid = new Builder().document();
    const text = i % 2 ? changed(valid) : valid;
    const [their, our] = [theirs(text), await ours(text)];
    if (our === undefined) {
        skipped += 1;
    } else if ((their === null) === (our === null)) {
        passed += 1;
        verdicts[their === null ? 'valid' : 'invalid'] += 1;
    } else {
        failed += 1;
        console.log(`document ${i}: graphql-js: ${their ?? 'valid'}; deskql: ${our ?? 'valid'}\n${text}\n`);
    }
}
console.log(`seed ${seed}: ${verdicts.valid} valid, ${verdicts.invalid} invalid, ${skipped} beyond the limits`);
// A comparison of nothing is none.
if (verdicts.valid < Number(count) / 10 || verdicts.invalid < Number(count) / 10) failed += 1;
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
